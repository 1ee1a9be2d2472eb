import { modelNameForms, plain, splitPrefix } from "#server/pricing/model-names.ts";

/**
 * The name under which what a provider reports of a model meets what agents reported of it: bills name snapshots
 * (`gpt-4o-mini-2024-07-18`), agents what they asked for (`gpt-4o-mini`, `openai/gpt-4o-mini`, `claude-sonnet-4-latest`).
 */
export function modelFamily(model: string): string {
  const name = plain(model).replace(/-latest$/, "");
  const bare = name.startsWith("ft:") ? name : (splitPrefix(name)?.[1] ?? name);
  return modelNameForms(bare).at(-1) ?? bare;
}
