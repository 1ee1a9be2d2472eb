import type { SearchParams } from "nuqs/server";

/** The query of an address that leads to another page of its list: `?q=bot&page=3`. The first page is not named. */
export function searchOfPage(search: SearchParams, page: number): string {
  const other = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (name !== "page") for (const text of [value ?? []].flat()) other.append(name, text);
  }
  if (page > 1) other.set("page", String(page));
  return other.size > 0 ? `?${other}` : "";
}
