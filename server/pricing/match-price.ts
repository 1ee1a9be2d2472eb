import type { Catalogue, ModelInfo, Provider } from "./catalogue.ts";
import { accepts } from "./match-rule.ts";
import { isBedrockName, isLocalRuntime, isNobody, modelNameForms, plain, splitPrefix } from "./model-names.ts";

/** A model in a price list. `seller` is who is taken to have sold the call; the list may be another's (Azure uses OpenAI's). */
export type PriceMatch = { readonly seller: Provider; readonly provider: Provider; readonly model: ModelInfo };

/** Other names of providers, of LiteLLM, OpenTelemetry and SDKs, that the catalogue's own rules miss or take for another. */
const providerAliases = new Map([
  ["azure.ai.openai", "azure"],
  ["azure.ai.inference", "azure"],
  ["azure_openai", "azure"],
  ["azure-openai", "azure"],
  ["azure_ai", "azure"],
  ["gcp.gen_ai", "google"],
  ["fireworks_ai", "fireworks"],
  ["fireworks-ai", "fireworks"],
  ["grok", "x-ai"],
  ["zhipu", "zhipuai"],
  ["z-ai", "zai"],
  ["z.ai", "zai"],
]);

/** Makers with two price lists (Zhipu: bigmodel.cn and z.ai) and the same names on both: without a provider, no price is sure. */
const makersWithTwoLists = new Set(["zhipuai"]);

/** Sellers of other makers' models whose rule claims only their own name space, so they are no makers themselves. */
const hosts = new Set(["cerebras", "cloudflare", "fireworks"]);

/**
 * The provider of the catalogue that a name means: its id, an alias, or what the provider's own rule accepts (`bedrock` is
 * aws, `vertex_ai` is google). Underscores, dots and hyphens make no difference. Undefined when nobody is meant.
 */
export function findProvider(catalogue: Catalogue, provider: string): Provider | undefined {
  const name = plain(provider);
  const id = providerAliases.get(name) ?? name;
  const exact = catalogue.find((candidate) => candidate.id === id);
  if (exact || isNobody(name)) return exact;
  return (
    catalogue.find((candidate) => squeeze(candidate.id) === squeeze(id)) ??
    catalogue.find((candidate) => candidate.provider_match && accepts(candidate.provider_match, id))
  );
}

/**
 * The price list entry of a model, or null when it is not known: then the call is unpriced.
 *
 * 1. The provider that the caller names decides, since the same model costs differently from another seller. Its list is
 *    searched for the name as given, then without its decorations (`modelNameForms`) and router prefixes.
 * 2. A name in Bedrock's form is Bedrock's, whoever is named.
 * 3. Without a provider, or with one that is no seller's name, a router prefix decides (`openrouter/anthropic/…`), then the
 *    maker that claims the name (`claude…`, `gpt-…`). The same when one maker is named for the model of another: client
 *    libraries report the API they speak (`openai`), not who answers.
 * 4. Never: a maker's price for what a reseller sells or an own machine runs.
 */
export function matchPrice(catalogue: Catalogue, provider: string | null, model: string | null): PriceMatch | null {
  const name = plain(model);
  const seller = plain(provider);
  if (name === "" || isLocalRuntime(seller)) return null;

  const given = findProvider(catalogue, seller);
  if (given) {
    const stated = inList(catalogue, given, name);
    if (stated) return stated;
  }
  if (isBedrockName(name)) {
    const bedrock = findProvider(catalogue, "aws");
    if (bedrock && bedrock !== given) return inForms(catalogue, bedrock, name);
  }
  if (given) {
    for (const shorter of withoutPrefixes(catalogue, name)) {
      const found = inForms(catalogue, given, shorter);
      if (found) return found;
    }
    if (!given.model_match || hosts.has(given.id)) return null;
  }

  const prefix = splitPrefix(name);
  if (prefix) {
    const [head, rest] = prefix;
    if (isLocalRuntime(head)) return null;
    if (isNobody(head)) return matchPrice(catalogue, given ? seller : null, rest);
    const router = findProvider(catalogue, head);
    if (router && router !== given) return matchPrice(catalogue, router.id, rest);
  }
  return byMaker(catalogue, name);
}

/** The maker that claims the name, and its price for it. */
function byMaker(catalogue: Catalogue, name: string): PriceMatch | null {
  for (const form of modelNameForms(name)) {
    const maker = catalogue.find((candidate) => candidate.model_match && accepts(candidate.model_match, form));
    if (!maker) continue;
    return makersWithTwoLists.has(maker.id) ? null : inForms(catalogue, maker, form);
  }
  return null;
}

/** The name and what remains as prefixes that name a provider go: three at most, a proxy's, a router's and the maker's. */
export function withoutPrefixes(catalogue: Catalogue, name: string): string[] {
  const names = [name];
  let prefix = splitPrefix(name);
  while (prefix && names.length < 4 && (isNobody(prefix[0]) || findProvider(catalogue, prefix[0]))) {
    names.push(prefix[1]);
    prefix = splitPrefix(prefix[1]);
  }
  return names;
}

function inForms(catalogue: Catalogue, provider: Provider, name: string): PriceMatch | null {
  for (const form of modelNameForms(name)) {
    const found = inList(catalogue, provider, form);
    if (found) return found;
  }
  return null;
}

/** As genai-prices searches: the first entry that accepts the name, then with its date written 2025-05-14. */
function inList(catalogue: Catalogue, provider: Provider, name: string): PriceMatch | null {
  const found = firstAccepting(catalogue, provider, name);
  const dashed = name.replace(/-(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=-|:|$)/g, "-$1-$2-$3");
  return found ?? (dashed === name ? null : firstAccepting(catalogue, provider, dashed));
}

/** In the provider's list, or in those it falls back to: Azure sells at OpenAI's prices, Vertex at Anthropic's. */
function firstAccepting(catalogue: Catalogue, provider: Provider, name: string): PriceMatch | null {
  const model = provider.models.find((candidate) => accepts(candidate.match, name));
  if (model) return { seller: provider, provider, model };
  for (const id of provider.fallback_model_providers ?? []) {
    const other = catalogue.find((candidate) => candidate.id === id);
    const fallback = other?.models.find((candidate) => accepts(candidate.match, name));
    if (other && fallback) return { seller: provider, provider: other, model: fallback };
  }
  return null;
}

function squeeze(name: string): string {
  return name.replaceAll(/[\s._-]/g, "");
}
