import { describe, expect, test } from "vitest";
import { loadCatalogue } from "./catalogue.ts";
import { findProvider, matchPrice } from "./match-price.ts";

const catalogue = await loadCatalogue();

function found(provider: string | null, model: string | null): string | null {
  const match = matchPrice(catalogue, provider, model);
  return match && `${match.provider.id}/${match.model.id}`;
}

describe("the provider that is named decides", () => {
  test.each([
    ["anthropic", "claude-sonnet-4-20250514", "anthropic/claude-sonnet-4-0"],
    ["anthropic", "claude-3.5-sonnet@abc", "anthropic/claude-3-5-sonnet"],
    ["Anthropic", " Claude-Opus-4-5-20251101 ", "anthropic/claude-opus-4-5"],
    ["openai", "gpt-4o-2024-08-06", "openai/gpt-4o"],
    ["openai", "openai/gpt-5", "openai/gpt-5"],
    ["openrouter", "anthropic/claude-3.7-sonnet", "openrouter/anthropic/claude-3.7-sonnet"],
    ["openrouter", "openrouter/anthropic/claude-3.7-sonnet", "openrouter/anthropic/claude-3.7-sonnet"],
    ["google", "models/gemini-2.5-pro", "google/gemini-2.5-pro"],
    ["vertex_ai", "publishers/google/models/gemini-2.5-flash", "google/gemini-2.5-flash"],
    ["gcp.vertex_ai", "claude-sonnet-4@20250514", "google/claude-4-sonnet"],
    ["gcp.gen_ai", "gemini-2.5-pro", "google/gemini-2.5-pro"],
    [
      "bedrock",
      "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
      "aws/regional.anthropic.claude-sonnet-4-5-20250929-v1:0",
    ],
    [
      "aws.bedrock",
      "global.anthropic.claude-sonnet-4-5-20250929-v1:0",
      "aws/global.anthropic.claude-sonnet-4-5-20250929-v1:0",
    ],
    ["azure.ai.openai", "gpt-4.1", "openai/gpt-4.1"],
    ["azure", "azure/gpt-4o", "openai/gpt-4o"],
    ["x_ai", "grok-3-beta", "x-ai/grok-3"],
    ["xai", "grok-3-beta", "x-ai/grok-3"],
    ["mistral_ai", "codestral-latest", "mistral/codestral"],
    ["moonshot", "kimi-k2.6", "moonshotai/kimi-k2.6"],
    ["z.ai", "glm-5.2", "zai/GLM-5.2"],
    ["anthropic", "claude-sonnet-4-5-20250929[1m]", "anthropic/claude-sonnet-4-5"],
    ["anthropic", "claude-fable-5@20260901", "anthropic/claude-fable-5"],
  ])("%s, %s", (provider, model, entry) => {
    expect(found(provider, model)).toBe(entry);
  });

  test("the same model is another price at another seller", () => {
    expect(found("openrouter", "moonshotai/kimi-k2.7-code")).toBe("openrouter/moonshotai/kimi-k2.7-code");
    expect(found("moonshotai", "kimi-k2.7-code")).toBe("moonshotai/kimi-k2.7-code");
  });
});

describe("without a provider the name decides", () => {
  test.each([
    [null, "gpt-4o-mini", "openai/gpt-4o-mini"],
    ["", "claude-3-5-sonnet-20241022", "anthropic/claude-3-5-sonnet"],
    ["unknown", "gemini/gemini-2.5-pro", "google/gemini-2.5-pro"],
    ["litellm", "openrouter/x-ai/grok-3-mini-beta", "openrouter/x-ai/grok-3-mini-beta"],
    [
      "litellm",
      "bedrock/us.anthropic.claude-3-5-haiku-20241022-v1:0",
      "aws/regional.anthropic.claude-3-5-haiku-20241022-v1:0",
    ],
    [null, "us.anthropic.claude-3-5-haiku-20241022-v1:0", "aws/regional.anthropic.claude-3-5-haiku-20241022-v1:0"],
    [null, "vertex_ai/claude-sonnet-4@20250514", "google/claude-4-sonnet"],
    [null, "litellm_proxy/anthropic/claude-sonnet-4-20250514", "anthropic/claude-sonnet-4-0"],
    ["acme-gateway", "gpt-4o", "openai/gpt-4o"],
    [null, "o3", "openai/o3"],
  ])("%s, %s", (provider, model, entry) => {
    expect(found(provider, model)).toBe(entry);
  });
});

describe("a maker named for the model of another is taken for the API that was spoken", () => {
  test.each([
    ["openai", "claude-sonnet-4-20250514", "anthropic/claude-sonnet-4-0"],
    ["openai", "deepseek-chat", "deepseek/deepseek-chat"],
    ["anthropic", "gpt-4o", "openai/gpt-4o"],
    ["openai", "openrouter/anthropic/claude-3.7-sonnet", "openrouter/anthropic/claude-3.7-sonnet"],
    [
      "anthropic",
      "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
      "aws/regional.anthropic.claude-sonnet-4-5-20250929-v1:0",
    ],
  ])("%s, %s", (provider, model, entry) => {
    expect(found(provider, model)).toBe(entry);
  });
});

describe("what is not known is not guessed", () => {
  test.each([
    [null, null],
    [null, ""],
    ["openai", "  "],
    ["mystery", "m"],
    [null, "None"],
    ["openai", "gpt-99"],
    ["gemini", "gemini/REDACTED"],
    [null, "openrouter/REDACTED"],
    // one maker with two price lists
    [null, "glm-5.3"],
    // resellers do not sell at the maker's price
    ["openrouter", "anthropic/claude-not-listed-1"],
    ["groq", "gpt-4o"],
    ["fireworks", "deepseek-chat"],
    ["together_ai", "claude-sonnet-4-20250514"],
    // nobody bills for what runs on one's own machine
    ["ollama", "deepseek-r1"],
    [null, "ollama/deepseek-r1"],
    [null, "ollama/gemini-1.5-flash"],
    ["lm_studio", "gpt-oss-20b"],
    // somebody else's model of a similar name
    [null, "deepseek-ai/DeepSeek-R1-Distill-Qwen-32B"],
    ["anthropic", "us.anthropic.claude-not-listed-v1:0"],
  ])("%s, %s", (provider, model) => {
    expect(found(provider, model)).toBeNull();
  });
});

test("providers go by many names", () => {
  const ids = ["azure_openai", "Vertex_AI", "together_ai", "fireworks_ai", "unknown", "acme"].map(
    (name) => findProvider(catalogue, name)?.id,
  );
  expect(ids).toEqual(["azure", "google", "together", "fireworks", undefined, undefined]);
});
