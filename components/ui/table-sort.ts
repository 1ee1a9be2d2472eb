export type Sort = { id: string; desc: boolean };

/** Reads `-cost` as by cost, highest first. Null for a column that cannot be sorted by. */
export function parseSort(text: string | undefined, sortable: readonly string[]): [Sort] | null {
  if (!text) return null;
  const desc = text.startsWith("-");
  const id = desc ? text.slice(1) : text;
  return sortable.includes(id) ? [{ id, desc }] : null;
}

/** Writes a sort the way `parseSort` reads it. */
export function formatSort({ id, desc }: Sort): string {
  return desc ? `-${id}` : id;
}
