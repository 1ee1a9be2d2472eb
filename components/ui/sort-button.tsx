import { ArrowDown, ArrowUp } from "lucide-react";
import { classNames } from "./class-names.ts";

type SortButtonProps = {
  header: string;
  numeric: boolean;
  direction: "ascending" | "descending" | undefined;
  onClick: () => void;
};

/** The name of a column, as the button that sorts by it. */
export function SortButton({ header, numeric, direction, onClick }: SortButtonProps) {
  const Arrow = direction === "ascending" ? ArrowUp : ArrowDown;
  return (
    <button
      type="button"
      onClick={onClick}
      className={classNames(
        "group/sort inline-flex h-8 touch:h-11 items-center gap-1 rounded hover:text-ink",
        numeric && "flex-row-reverse",
        direction && "text-ink",
      )}
    >
      {header}
      <Arrow
        aria-hidden="true"
        className={classNames(
          "size-3 print:hidden",
          !direction && "opacity-0 group-hover/sort:opacity-60 group-focus-visible/sort:opacity-60",
        )}
      />
    </button>
  );
}
