/** Labels of the agent types that are known by name; others are written as their callers write them. */
const labels: Record<string, string> = {
  uiux: "UI/UX",
  qa: "QA",
  sre: "SRE",
  seo: "SEO",
  api: "API",
  devops: "DevOps",
  other: "Other",
};

/** How an agent type is shown: `ui-ux`, `ui_ux` → UI/UX, `code_review` → Code Review. */
export function agentTypeLabel(agentType: string): string {
  const known = labels[agentType.toLowerCase().replace(/[-_/\s]/g, "")];
  if (known) return known;
  if (/[A-Z]/.test(agentType)) return agentType;
  return agentType.replace(/[-_]+/g, " ").replace(/(^|\s)\p{L}/gu, (letter) => letter.toUpperCase());
}
