/** Prefixes as LiteLLM and Aider write them (`gemini/gemini-2.5-pro`) → the provider who sends the bill. */
const byPrefix: Record<string, string> = {
  anthropic: "anthropic",
  azure: "azure",
  azure_ai: "azure",
  bedrock: "aws",
  cerebras: "cerebras",
  cohere: "cohere",
  cohere_chat: "cohere",
  deepinfra: "deepinfra",
  deepseek: "deepseek",
  fireworks_ai: "fireworks",
  gemini: "google",
  github: "github",
  github_copilot: "github-copilot",
  google: "google",
  groq: "groq",
  lm_studio: "lm_studio",
  mistral: "mistral",
  mistralai: "mistral",
  moonshot: "moonshotai",
  moonshotai: "moonshotai",
  ollama: "ollama",
  ollama_chat: "ollama",
  openai: "openai",
  openrouter: "openrouter",
  perplexity: "perplexity",
  together_ai: "together",
  vertex_ai: "google",
  xai: "xai",
  "x-ai": "xai",
};

const byFamily: [RegExp, string][] = [
  [/^claude/, "anthropic"],
  [/^(gpt|chatgpt|codex|o\d|text-embedding|computer-use)/, "openai"],
  [/^(gemini|gemma)/, "google"],
  [/^deepseek/, "deepseek"],
  [/^grok/, "xai"],
  [/^(mistral|codestral|devstral|magistral|ministral|pixtral|mixtral)/, "mistral"],
  [/^(command|c4ai)/, "cohere"],
  [/^kimi/, "moonshotai"],
  [/^(glm|zai)/, "zhipuai"],
  [/^minimax/, "minimax"],
  [/^(qwen|qwq)/, "alibaba"],
  [/^(llama|meta-llama)/, "meta"],
  [/^nemotron/, "nvidia"],
  [/^trinity/, "arcee"],
];

/** Models that run on the user's own machine: what they cost is truly 0. */
export const localProviders: ReadonlySet<string> = new Set(["ollama", "lm_studio"]);

/**
 * Provider and model of a name that may carry both: `gemini/gemini-2.5-pro` is Google's `gemini-2.5-pro`,
 * `openrouter/anthropic/claude-3.7-sonnet` is billed by OpenRouter as `anthropic/claude-3.7-sonnet`, `o3` is OpenAI's.
 * The provider is null where nothing tells it.
 */
export function providerOfModel(name: string): { provider: string | null; model: string } {
  const slash = name.indexOf("/");
  const prefix = slash > 0 ? byPrefix[name.slice(0, slash).toLowerCase()] : undefined;
  if (prefix && slash < name.length - 1) return { provider: prefix, model: name.slice(slash + 1) };
  const lower = name.toLowerCase();
  return { provider: byFamily.find(([family]) => family.test(lower))?.[1] ?? null, model: name };
}
