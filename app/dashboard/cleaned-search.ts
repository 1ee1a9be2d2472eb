import type { SearchParams } from "nuqs/server";

type Readers = Record<string, { parse: (text: string) => unknown }>;

/** What pages share: on a page that has no use for one, it says nothing. */
const shared = new Set([
  "range",
  "from",
  "to",
  "cmp",
  "by",
  "tab",
  "q",
  "sort",
  "page",
  "provider",
  "agent",
  "day",
  "month",
]);
const ignored = { parse: () => null };

/**
 * The query of an address without the values that its page does not understand, `""` if none is left; null when it was
 * clean. Of what the page does not know at all only the names that other pages use are removed.
 */
export function cleanedSearch(search: SearchParams, readers: Readers): string | null {
  const clean = new URLSearchParams();
  let dropped = false;
  for (const [name, value] of Object.entries(search)) {
    const texts = value === undefined ? [] : [value].flat();
    const reader = readers[name] ?? (shared.has(name) ? ignored : undefined);
    const understood = reader ? texts.slice(0, 1).filter((text) => isText(text) && reader.parse(text) !== null) : texts;
    dropped ||= understood.length < texts.length;
    for (const text of understood) clean.append(name, text);
  }
  if (!dropped) return null;
  return clean.size > 0 ? `?${clean}` : "";
}

/** Nobody searches for a NUL, and nothing has one. */
const isText = (text: string): boolean => !text.includes("\0");
