/** Models that are compared with, beside those the organisation calls itself: of each maker, what it sells now, the dearest first. */
export const comparisonModels: readonly { provider: string; model: string }[] = [
  { provider: "anthropic", model: "claude-opus-5-5" },
  { provider: "anthropic", model: "claude-sonnet-5" },
  { provider: "anthropic", model: "claude-haiku-4-5" },
  { provider: "openai", model: "gpt-6-sol" },
  { provider: "openai", model: "gpt-5.4-mini" },
  { provider: "openai", model: "gpt-6-luna" },
  { provider: "google", model: "gemini-3.1-pro-preview" },
  { provider: "google", model: "gemini-3.8-flash" },
  { provider: "google", model: "gemini-3.5-flash-lite" },
  { provider: "mistral", model: "mistral-large-2512" },
  { provider: "mistral", model: "mistral-small-2603" },
  { provider: "deepseek", model: "deepseek-v4-pro" },
  { provider: "deepseek", model: "deepseek-v4-flash" },
];
