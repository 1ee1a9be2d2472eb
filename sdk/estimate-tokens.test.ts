import { expect, test } from "vitest";
import { estimateInputTokens, estimateTextTokens } from "./estimate-tokens.ts";

test("text is taken for rather more than it is", () => {
  // 9 and 10 tokens by o200k_base.
  expect(estimateTextTokens("The quick brown fox jumps over the lazy dog")).toBeGreaterThanOrEqual(9);
  expect(estimateTextTokens("素早い茶色の狐がのろまな犬を飛び越える")).toBeGreaterThanOrEqual(10);
  expect(estimateTextTokens("")).toBe(0);
});

test("images and documents are not counted by the letters that carry them", () => {
  const image = "iVBORw0KGgo".repeat(100_000);
  const message = (part: object) => estimateInputTokens([{ role: "user", content: [part] }]);
  expect(message({ type: "image_url", image_url: { url: `data:image/png;base64,${image}` } })).toBeLessThan(2_000);
  expect(message({ type: "image", source: { type: "base64", data: image } })).toBeLessThan(2_000);
  expect(message({ type: "image", data: new Uint8Array(1_000_000) })).toBeLessThan(2_000);
  expect(message({ type: "file", mediaType: "image/png", data: { type: "data", data: image } })).toBeLessThan(2_000);
  const document = message({ type: "document", source: { type: "base64", data: image } });
  expect(document).toBeGreaterThan(40_000);
  expect(document).toBeLessThan(50_000);
});

test("names and schemas count, circles of nothing do not", () => {
  const tools = [{ type: "function", function: { name: "find", parameters: { type: "object", properties: {} } } }];
  expect(estimateInputTokens(tools)).toBeGreaterThan(20);
  expect(estimateInputTokens([undefined, null, [], ""])).toBe(0);
});
