"use client";

import {
  type ColumnDef,
  createSortedRowModel,
  rowSortingFeature,
  type SortingState,
  sortFn_basic,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { classNames } from "./class-names.ts";
import { formatSort, parseSort } from "./table-sort.ts";

export type TableColumn<Row> = {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** Sortable by this value; empty values come last. */
  sortValue?: (row: Row) => string | number | bigint | null;
  /** Figures stand at the end of their cell. */
  numeric?: boolean;
  total?: ReactNode;
  className?: string;
};

type DataTableProps<Row> = {
  label: string;
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** `-cost` is by cost, highest first. A column that is not there falls back to `defaultSort`. */
  sort?: string;
  defaultSort?: string;
  onSortChange?: (sort: string) => void;
};

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { basic: sortFn_basic },
});

const cellClass = (column: TableColumn<never>) =>
  classNames(column.numeric && "@2xl:text-right tabular-nums", column.className);

/**
 * A table that sorts, ends in its total, and becomes a list of cards where there is little room
 * (the columns’ names then stand beside the figures).
 */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { columns, rows, sort, defaultSort, onSortChange } = props;
  const sortable = columns.filter((column) => column.sortValue).map((column) => column.id);
  const sorting: SortingState = parseSort(sort, sortable) ?? parseSort(defaultSort, sortable) ?? [];
  const definitions = useMemo(
    () =>
      columns.map(
        (column): ColumnDef<typeof features, Row> => ({
          id: column.id,
          accessorFn: (row) => column.sortValue?.(row) ?? undefined,
          sortFn: "basic",
          sortUndefined: "last",
        }),
      ),
    [columns],
  );
  const table = useTable({
    features,
    columns: definitions,
    data: rows as Row[],
    state: { sorting },
    getRowId: props.rowKey,
    enableSortingRemoval: false,
  });
  const [sortedBy] = sorting;
  const hasTotal = columns.some((column) => column.total !== undefined);

  const changeSort = (column: TableColumn<Row>) => {
    const wasSorted = sortedBy?.id === column.id;
    onSortChange?.(formatSort({ id: column.id, desc: wasSorted ? !sortedBy.desc : Boolean(column.numeric) }));
  };

  return (
    <div className="@container">
      <table aria-label={props.label} className="w-full border-collapse text-left @max-2xl:block">
        <thead className="@max-2xl:block">
          <tr className="@max-2xl:flex @max-2xl:flex-wrap @max-2xl:gap-x-3 @max-2xl:border-b @max-2xl:px-4 @max-2xl:py-1.5">
            {columns.map((column) => {
              const direction = sortedBy?.id === column.id ? (sortedBy.desc ? "descending" : "ascending") : undefined;
              const canSort = Boolean(column.sortValue && onSortChange);
              return (
                <th
                  key={column.id}
                  scope="col"
                  aria-sort={direction}
                  className={classNames(
                    "h-9 border-line border-b px-2.5 font-medium text-[0.8125rem] text-ink-muted whitespace-nowrap first:pl-4 last:pr-4 sm:first:pl-5 sm:last:pr-5",
                    "@max-2xl:h-auto @max-2xl:border-0 @max-2xl:p-0!",
                    !canSort && "@max-2xl:sr-only",
                    column.numeric && "@2xl:text-right",
                  )}
                >
                  {canSort ? (
                    <SortButton column={column} direction={direction} onClick={() => changeSort(column)} />
                  ) : (
                    column.header
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody className="@max-2xl:block">
          {table.getRowModel().rows.map((row) => (
            <tr
              key={row.id}
              className="border-line border-b last:border-b-0 @2xl:hover:bg-sunken/60 @max-2xl:grid @max-2xl:grid-cols-1 @xs:@max-2xl:grid-cols-2 @max-2xl:gap-x-4 @max-2xl:gap-y-1 @max-2xl:px-4 @max-2xl:py-3"
            >
              {columns.map((column) => (
                <td
                  key={column.id}
                  data-label={column.header}
                  className={classNames(
                    "h-11 px-2.5 py-1.5 print:h-auto print:py-1 first:pl-4 last:pr-4 sm:first:pl-5 sm:last:pr-5",
                    "@max-2xl:flex @max-2xl:h-auto @max-2xl:min-w-0 @max-2xl:items-baseline @max-2xl:justify-between @max-2xl:gap-2 @max-2xl:p-0!",
                    "@max-2xl:before:shrink-0 @max-2xl:before:text-[0.8125rem] @max-2xl:before:text-ink-muted @max-2xl:before:content-[attr(data-label)]",
                    "@max-2xl:first:col-span-full @max-2xl:first:font-medium @max-2xl:first:before:content-none",
                    cellClass(column),
                  )}
                >
                  {column.cell(row.original)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {hasTotal && (
          <tfoot className="@max-2xl:block">
            <tr className="border-line-strong border-t font-semibold @max-2xl:grid @max-2xl:grid-cols-1 @xs:@max-2xl:grid-cols-2 @max-2xl:gap-x-4 @max-2xl:gap-y-1 @max-2xl:px-4 @max-2xl:py-3">
              {columns.map((column, index) => (
                <td
                  key={column.id}
                  data-label={column.header}
                  className={classNames(
                    "h-11 px-2.5 first:pl-4 last:pr-4 sm:first:pl-5 sm:last:pr-5",
                    "@max-2xl:flex @max-2xl:h-auto @max-2xl:justify-between @max-2xl:p-0! @max-2xl:before:font-normal @max-2xl:before:text-[0.8125rem] @max-2xl:before:text-ink-muted @max-2xl:before:content-[attr(data-label)]",
                    "@max-2xl:first:col-span-full @max-2xl:first:before:content-none",
                    index > 0 && column.total === undefined && "@max-2xl:hidden",
                    cellClass(column),
                  )}
                >
                  {column.total}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

type SortButtonProps = {
  column: Pick<TableColumn<never>, "header" | "numeric">;
  direction: "ascending" | "descending" | undefined;
  onClick: () => void;
};

function SortButton({ column, direction, onClick }: SortButtonProps) {
  const Arrow = direction === "ascending" ? ArrowUp : ArrowDown;
  return (
    <button
      type="button"
      onClick={onClick}
      className={classNames(
        "group/sort inline-flex h-8 items-center gap-1 rounded hover:text-ink",
        column.numeric && "@2xl:flex-row-reverse",
        direction && "text-ink",
      )}
    >
      {column.header}
      <Arrow
        aria-hidden="true"
        className={classNames(
          "size-3 print:hidden",
          !direction && "opacity-0 group-hover/sort:opacity-60 group-focus-visible/sort:opacity-60 @max-2xl:hidden",
        )}
      />
    </button>
  );
}
