import { type Attributes, textOf } from "./span.ts";
import { type Usage, usageOf } from "./usage.ts";

/**
 * What a span is to the accounts.
 * - `call`: one request to a model, by what its instrumentation says of it.
 * - `unclear`: it tells of tokens, but not whether it is a call or sums up the calls below it.
 * - `group`: an agent, workflow, step or tool. Its tokens are those of the calls below it and are never charged.
 * - `other`: it has nothing to do with models.
 */
export type Role = "call" | "unclear" | "group" | "other";

/** `gen_ai.operation.name` of requests to a model; every other value names what is done around them. */
const calls = new Set([
  "chat",
  "text_completion",
  "completion",
  "generate_content",
  "embeddings",
  "embedding",
  "rerank",
]);
const groups = new Set([
  ...["create_agent", "invoke_agent", "agent_step", "invoke_workflow", "workflow", "execute_tool", "plan"],
  ...["retrieval", "evaluate", "search_memory", "update_memory", "handoff", "guardrail"],
]);

export function roleOf(attributes: Attributes, usage: Usage | null = usageOf(attributes)): Role {
  // The Vercel AI SDK: ai.generateText is the whole loop, ai.generateText.doGenerate one request.
  const operationId = textOf(attributes, ["ai.operationId"]);
  if (operationId) return /\.do[A-Z]\w*$/.test(operationId) ? "call" : "group";
  const operation = textOf(attributes, ["gen_ai.operation.name"])?.toLowerCase();
  if (operation && calls.has(operation)) return "call";
  if (operation && groups.has(operation)) return "group";
  // OpenInference.
  const kind = textOf(attributes, ["openinference.span.kind"])?.toUpperCase();
  if (kind) return kind === "LLM" || kind === "EMBEDDING" || kind === "RERANKER" ? "call" : "group";
  // OpenLLMetry, and Langfuse's SDK.
  if (textOf(attributes, ["llm.request.type"])) return "call";
  if (textOf(attributes, ["traceloop.span.kind"])) return "group";
  const observation = textOf(attributes, ["langfuse.observation.type"])?.toLowerCase();
  if (observation) return observation === "generation" || observation === "embedding" ? "call" : "group";
  return usage ? "unclear" : "other";
}
