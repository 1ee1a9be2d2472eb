/** Agent types that keep their colour on every screen; the first five stay apart for every kind of colour vision. */
const agentTypes = [
  "implementation",
  "research",
  "testing",
  "release",
  "security",
  "documentation",
  "design",
  "marketing",
  "ui_ux",
  "performance",
  "compliance",
  "revenue",
  "dependency",
];

/** The same of providers, each with the other names it goes by. */
const providers = [
  ["anthropic"],
  ["openai"],
  ["google", "gcp.gemini", "gcp.vertex_ai", "gemini", "vertex_ai"],
  ["mistral", "mistral_ai", "mistralai"],
  ["deepseek"],
  ["xai", "x_ai", "x-ai"],
  ["groq"],
  ["aws", "aws.bedrock", "aws-bedrock", "bedrock"],
  ["azure", "azure.ai.openai", "azure_openai"],
];

const aliases: Record<string, string> = { "ui/ux": "ui_ux", uiux: "ui_ux", ui: "ui_ux" };
const seriesCount = 13;

/** The CSS colour of an agent type, the theme's: `var(--series-1)`. An unknown one gets one by its spelling, always the same. */
export function agentTypeColour(agentType: string): string {
  const plain = agentType.toLowerCase().replace(/[\s-]+/g, "_");
  const known = agentTypes.indexOf(aliases[plain] ?? plain);
  return colour(known >= 0 ? known : bySpelling(plain));
}

/**
 * The CSS colours of the providers that stand on one page. Unknown ones take what their spelling gives them, or the next
 * colour that is free, so that no two are alike as long as the colours last.
 */
export function providerColours(shown: Iterable<string>): (provider: string) => string {
  const names = [...new Set(shown)].sort();
  const known = new Map(names.map((name) => [name, providers.findIndex((one) => one.includes(name.toLowerCase()))]));
  const taken = new Set([...known.values()].filter((index) => index >= 0));
  for (const name of names.filter((one) => known.get(one) === -1)) {
    const first = bySpelling(name.toLowerCase());
    const turn = Array.from({ length: seriesCount }, (_, step) => (first + step) % seriesCount);
    const index = turn.find((one) => !taken.has(one)) ?? first;
    taken.add(index);
    known.set(name, index);
  }
  return (provider) => colour(known.get(provider) ?? bySpelling(provider.toLowerCase()));
}

const colour = (index: number) => `var(--series-${index + 1})`;

function bySpelling(name: string): number {
  let hash = 0;
  for (const character of name) hash = (hash * 31 + character.charCodeAt(0)) % 9973;
  return hash % seriesCount;
}
