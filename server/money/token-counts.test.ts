import { expect, test } from "vitest";
import { noTokens, tokenCountsProblem } from "./token-counts.ts";

test("parts that fill their whole are fine", () => {
  const tokens = { ...noTokens, inputTokens: 10n, cachedInputTokens: 4n, cacheWriteTokens: 3n, cacheWrite1hTokens: 3n };
  expect(tokenCountsProblem({ ...tokens, outputTokens: 5n, reasoningTokens: 5n })).toBeNull();
  expect(tokenCountsProblem(noTokens)).toBeNull();
});

test("a part larger than its whole is named", () => {
  expect(tokenCountsProblem({ ...noTokens, inputTokens: 1n, cacheWriteTokens: 2n })).toMatchObject({
    field: "inputTokens",
    message: expect.stringContaining("2 together) exceed inputTokens (1)"),
  });
  expect(
    tokenCountsProblem({ ...noTokens, inputTokens: 5n, cachedInputTokens: 3n, cacheWrite1hTokens: 3n })?.field,
  ).toBe("inputTokens");
  expect(tokenCountsProblem({ ...noTokens, outputTokens: 1n, reasoningTokens: 2n })?.field).toBe("reasoningTokens");
  expect(tokenCountsProblem({ ...noTokens, outputTokens: -1n })?.message).toContain("negative");
});
