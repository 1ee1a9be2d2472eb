/** What started a run, as a name: `pull_request` → `Pull request`. */
export function triggerText(trigger: string | null): string {
  if (!trigger) return "No trigger given";
  const words = trigger.replace(/[_-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
