/** Where a table keeps its order: in the address, as `-cost`. */
export type SortProps = { sort: string | undefined; onSortChange: (sort: string) => void };
