/**
 * Saves a file of the server under the name that it gives it. What is empty in the query is left out. A refusal is the
 * browser's to show, and the page stays.
 */
export function saveFile(path: string, query: Record<string, string | null | undefined> = {}): void {
  const asked = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const link = document.createElement("a");
  link.href = asked.length > 0 ? `${path}?${new URLSearchParams(asked)}` : path;
  link.download = "";
  link.click();
}
