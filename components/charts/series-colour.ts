/** Series that keep their colour on every screen; the first five of each stay apart for every kind of colour vision. */
const known: Record<"agentType" | "provider", readonly string[]> = {
  agentType: [
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
  ],
  provider: ["anthropic", "openai", "google", "mistral", "deepseek", "x-ai", "groq", "aws", "azure"],
};

const aliases: Record<string, string> = {
  "ui/ux": "ui_ux",
  uiux: "ui_ux",
  ui: "ui_ux",
  mistralai: "mistral",
  xai: "x-ai",
};
const seriesCount = 13;

/** Colour of everything that is not drawn as a series of its own. */
export const otherColour = "var(--series-other)";

/** The CSS colour of one agent type or provider. Unknown names get one of the colours by their spelling, always the same. */
export function seriesColour(kind: "agentType" | "provider", key: string): string {
  const plain = key.toLowerCase().replace(/[\s-]+/g, kind === "agentType" ? "_" : "-");
  const index = known[kind].indexOf(aliases[plain] ?? plain);
  if (index >= 0) return `var(--series-${index + 1})`;
  let hash = 0;
  for (const character of plain) hash = (hash * 31 + character.charCodeAt(0)) % 9973;
  return `var(--series-${(hash % seriesCount) + 1})`;
}
