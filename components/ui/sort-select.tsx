import { ArrowDown, ArrowUp } from "lucide-react";
import { Button } from "./button.tsx";
import { NativeSelect } from "./native-select.tsx";
import { formatSort, type Sort } from "./table-sort.ts";

type SortSelectProps = {
  columns: readonly { id: string; header: string; numeric?: boolean }[];
  sorted: Sort;
  onSortChange: (sort: string) => void;
};

/** Sorts a table where its headers have no room. */
export function SortSelect({ columns, sorted, onSortChange }: SortSelectProps) {
  const Arrow = sorted.desc ? ArrowDown : ArrowUp;
  return (
    <div className="flex items-center gap-2 border-b px-4 pb-3 sm:px-5 @2xl:hidden print:hidden">
      <span aria-hidden="true" className="text-[0.8125rem] text-ink-muted">
        Sort by
      </span>
      <NativeSelect
        label="Sort By"
        value={sorted.id}
        options={columns.map(({ id, header }) => ({ value: id, label: header }))}
        onValueChange={(id) =>
          onSortChange(formatSort({ id, desc: Boolean(columns.find((column) => column.id === id)?.numeric) }))
        }
      />
      <Button
        size="icon"
        aria-label={sorted.desc ? "Descending; Sort Ascending" : "Ascending; Sort Descending"}
        onClick={() => onSortChange(formatSort({ ...sorted, desc: !sorted.desc }))}
      >
        <Arrow aria-hidden="true" className="size-3.5" />
      </Button>
    </div>
  );
}
