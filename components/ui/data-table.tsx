"use client";

import { Fragment, type ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { SortButton } from "./sort-button.tsx";
import { SortSelect } from "./sort-select.tsx";
import { formatSort, parseSort, type SortValue, sortRows } from "./table-sort.ts";

export type TableColumn<Row> = {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** Sortable by this value; empty values come last. */
  sortValue?: (row: Row) => SortValue;
  /** Whoever gives the rows sorts them by this column when it is chosen. */
  sortable?: boolean;
  /** Figures stand at the end of their cell. */
  numeric?: boolean;
  total?: ReactNode;
  /** Left out on paper, where nothing can be pressed. */
  screenOnly?: boolean;
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
  /** The column whose figure stands beside the name of a row where rows are cards. */
  leadColumn?: string;
  /** What stands open beneath a row; nothing while it is closed. The row’s own cells hold the button. */
  detail?: (row: Row) => ReactNode;
};

const cardRow =
  "@max-2xl:grid @max-2xl:items-baseline @max-2xl:grid-cols-12 @max-2xl:gap-x-4 @max-2xl:gap-y-1.5 @max-2xl:px-4 @max-2xl:py-3.5 sm:@max-2xl:px-5";
const cellEdges = "px-2.5 print:px-1.5 print:text-[8.5pt] first:pl-4 last:pr-4 sm:first:pl-5 sm:last:pr-5";
const cardCell =
  "card-cell @max-2xl:flex @max-2xl:h-auto @max-2xl:min-w-0 @max-2xl:items-baseline @max-2xl:justify-between @max-2xl:gap-2 @max-2xl:p-0! @max-2xl:before:max-w-3/4 @max-2xl:before:shrink-0 @max-2xl:before:truncate @max-2xl:before:font-normal @max-2xl:before:text-[0.8125rem] @max-2xl:before:text-ink-muted @max-2xl:before:content-[attr(data-label)]";
const cardName = "@max-2xl:row-start-1 @max-2xl:col-span-7 @max-2xl:font-medium @max-2xl:before:content-none!";
const cardLead =
  "@max-2xl:row-start-1 @max-2xl:col-start-8 @max-2xl:col-span-5 @max-2xl:justify-end @max-2xl:whitespace-nowrap @max-2xl:before:content-none!";

/**
 * A table that sorts, ends in its total, and becomes a list of cards where there is little room: name and cost first,
 * the columns’ names beside the other figures, a select in place of the headers.
 */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { columns, rows, sort, defaultSort, onSortChange, leadColumn = "cost" } = props;
  const sortableColumns = columns.filter((column) => column.sortValue || column.sortable);
  const sortable = sortableColumns.map((column) => column.id);
  const sortedBy = parseSort(sort, sortable) ?? parseSort(defaultSort, sortable);
  const sortValue = columns.find((column) => column.id === sortedBy?.id)?.sortValue;
  const sorted = sortedBy && sortValue ? sortRows(rows, sortValue, sortedBy.desc) : rows;
  const hasTotal = columns.some((column) => column.total !== undefined);

  const cellClass = (column: TableColumn<Row>, index: number) =>
    classNames(
      cellEdges,
      cardCell,
      column.numeric && "@2xl:text-right tabular-nums",
      column.screenOnly && "print:hidden",
      column.className,
      index === 0 && cardName,
      column.id === leadColumn && cardLead,
    );
  const changeSort = (column: TableColumn<Row>) => {
    const wasSorted = sortedBy?.id === column.id;
    onSortChange?.(formatSort({ id: column.id, desc: wasSorted ? !sortedBy.desc : Boolean(column.numeric) }));
  };

  return (
    <div className="@container overflow-x-auto print:overflow-visible">
      {onSortChange && sortedBy && rows.length > 1 && (
        <SortSelect columns={sortableColumns} sorted={sortedBy} onSortChange={onSortChange} />
      )}
      <table aria-label={props.label} className="w-full border-collapse text-left @max-2xl:block">
        <thead className="@max-2xl:hidden">
          <tr>
            {columns.map((column) => {
              const direction = sortedBy?.id === column.id ? (sortedBy.desc ? "descending" : "ascending") : undefined;
              return (
                <th
                  key={column.id}
                  scope="col"
                  aria-sort={direction}
                  className={classNames(
                    "h-9 border-line border-b font-medium text-[0.8125rem] text-ink-muted whitespace-nowrap",
                    cellEdges,
                    column.numeric && "text-right",
                    column.screenOnly && "print:hidden",
                  )}
                >
                  {sortable.includes(column.id) && onSortChange ? (
                    <SortButton
                      header={column.header}
                      numeric={Boolean(column.numeric)}
                      direction={direction}
                      onClick={() => changeSort(column)}
                    />
                  ) : (
                    <span
                      title={column.header.length > 24 ? column.header : undefined}
                      className="block max-w-56 truncate"
                    >
                      {column.header}
                    </span>
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody className="@max-2xl:block">
          {sorted.map((row) => (
            <Fragment key={props.rowKey(row)}>
              <tr className={`border-line border-b last:border-b-0 @2xl:hover:bg-sunken/60 ${cardRow}`}>
                {columns.map((column, index) => (
                  <td
                    key={column.id}
                    data-label={column.header}
                    className={classNames("h-11 py-1.5 print:h-auto print:py-1", cellClass(column, index))}
                  >
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
              <Detail columnCount={columns.length}>{props.detail?.(row)}</Detail>
            </Fragment>
          ))}
        </tbody>
        {hasTotal && (
          <tfoot className="@max-2xl:block">
            <tr className={`border-line-strong border-t font-semibold ${cardRow}`}>
              {columns.map((column, index) => (
                <td
                  key={column.id}
                  data-label={column.header}
                  className={classNames(
                    "h-11 print:h-auto print:py-1",
                    cellClass(column, index),
                    index > 0 && column.total === undefined && "@max-2xl:hidden",
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

function Detail({ columnCount, children }: { columnCount: number; children: ReactNode }) {
  if (!children) return null;
  return (
    <tr className="border-line border-b bg-sunken/50 last:border-b-0 @max-2xl:block">
      <td colSpan={columnCount} className="p-0 @max-2xl:block">
        {children}
      </td>
    </tr>
  );
}
