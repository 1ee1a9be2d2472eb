/*
 * The names under which one model is reported. Callers, gateways and clouds decorate a model's name; the price list knows
 * the plain one. These functions take decorations off, one by one, most faithful form first.
 */

/** Names that providers' lists are not searched for: whoever reports them does not know. */
const saysNothing = new Set([
  "",
  "unknown",
  "none",
  "null",
  "undefined",
  "n/a",
  "other",
  "custom",
  "default",
  "litellm",
  "litellm_proxy",
  "vercel_ai_gateway",
]);

/**
 * Runtimes on one's own machine. They run models under their makers' names, but nobody sends a bill per token, so the
 * maker's price would be wrong: unpriced, until an own price (0, or what the hardware costs) is set.
 */
const localRuntimes = new Set([
  "ollama",
  "ollama_chat",
  "lm_studio",
  "lmstudio",
  "llamacpp",
  "llama.cpp",
  "llamafile",
  "vllm",
  "hosted_vllm",
  "localai",
  "mlx",
  "local",
]);

/** Companies whose models Amazon Bedrock names `[region.]company.model[-v1:0]`. */
const bedrockName =
  /^(?:(?:[a-z]{2,6}|us-gov)\.)?(?:ai21|amazon|anthropic|cohere|deepseek|google|meta|minimax|mistral|moonshot|nvidia|openai|qwen|writer|zai)\.(?=[a-z])/;

/** Lower case, no blanks around: how providers and models are compared. */
export function plain(name: string | null | undefined): string {
  return (name ?? "").trim().toLowerCase();
}

/** Whether this provider's name carries no information (`unknown`, `none`, `litellm`, empty). */
export function isNobody(provider: string): boolean {
  return saysNothing.has(provider);
}

/** Whether this provider is a runtime on one's own hardware (`ollama`, `lm_studio`, `vllm`). */
export function isLocalRuntime(provider: string): boolean {
  return localRuntimes.has(provider);
}

/** Whether only Amazon Bedrock calls a model so: `us.anthropic.claude-…-v1:0`, or by ARN. */
export function isBedrockName(model: string): boolean {
  return bedrockName.test(model) || model.startsWith("arn:aws:bedrock:");
}

/** `openrouter/anthropic/claude-x` → `["openrouter", "anthropic/claude-x"]`; null without a prefix. */
export function splitPrefix(model: string): [head: string, rest: string] | null {
  const slash = model.indexOf("/");
  return slash > 0 && slash < model.length - 1 ? [model.slice(0, slash), model.slice(slash + 1)] : null;
}

/**
 * The name and what remains of it as its decorations go: `publishers/…/models/`, `[1m]` (Claude Code's long context),
 * `@20250514` (Vertex), Bedrock's `us.anthropic.` and `-v1:0`, and last the date of a snapshot. Without repeats.
 */
export function modelNameForms(model: string): string[] {
  const forms = [model];
  let name = model;
  const take = (shorter: string) => {
    if (shorter !== "" && shorter !== name) {
      name = shorter;
      forms.push(name);
    }
  };
  take(name.replace(/^(?:.*\/)?models\//, ""));
  take(name.replace(/\[1m\]$/, ""));
  take(name.replace(/(?<=.)@[^/]*$/, ""));
  if (isBedrockName(name))
    take(
      name
        .replace(/^arn:.*\//, "")
        .replace(bedrockName, "")
        .replace(/-v\d+(?::\d+)?$/, ""),
    );
  take(name.replace(/[-:](?:20\d{6}|20\d\d-\d\d-\d\d)$/, ""));
  return forms;
}
