export type Sort = { id: string; desc: boolean };

/** What a column is sorted by; null where a row has nothing there. */
export type SortValue = string | number | bigint | null;

/** Reads `-cost` as by cost, highest first. Null for a column that cannot be sorted by. */
export function parseSort(text: string | undefined, sortable: readonly string[]): Sort | null {
  if (!text) return null;
  const desc = text.startsWith("-");
  const id = desc ? text.slice(1) : text;
  return sortable.includes(id) ? { id, desc } : null;
}

/** Writes a sort the way `parseSort` reads it. */
export function formatSort({ id, desc }: Sort): string {
  return desc ? `-${id}` : id;
}

/** The rows in order. Those without a value come last either way; equal ones stay as they were. */
export function sortRows<Row>(rows: readonly Row[], sortValue: (row: Row) => SortValue, desc: boolean): Row[] {
  const keyed = rows.map((row) => ({ row, value: sortValue(row) }));
  keyed.sort((a, b) => {
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
    if (a.value === b.value) return 0;
    return a.value < b.value === desc ? 1 : -1;
  });
  return keyed.map(({ row }) => row);
}
