import type { SearchParams } from "nuqs/server";

type Readers = Record<string, { parse: (text: string) => unknown }>;

/**
 * The query of an address without the values that its page does not understand, `""` if none is left; null when it was
 * clean. What the page does not know at all is not its to remove.
 */
export function cleanedSearch(search: SearchParams, readers: Readers): string | null {
  const clean = new URLSearchParams();
  let dropped = false;
  for (const [name, value] of Object.entries(search)) {
    const texts = value === undefined ? [] : [value].flat();
    const reader = readers[name];
    const understood = reader ? texts.slice(0, 1).filter((text) => reader.parse(text) !== null) : texts;
    dropped ||= understood.length < texts.length;
    for (const text of understood) clean.append(name, text);
  }
  if (!dropped) return null;
  return clean.size > 0 ? `?${clean}` : "";
}
