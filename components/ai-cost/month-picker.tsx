import { ChevronLeft, ChevronRight } from "lucide-react";
import { longMonth } from "#components/dates/moment-text.ts";
import { Button } from "#components/ui/button.tsx";
import { NativeSelect } from "#components/ui/native-select.tsx";
import { addMonths } from "#server/time/window.ts";
import { listMonths } from "./months.ts";

type MonthPickerProps = {
  month: string;
  currentMonth: string;
  /** The months with calls, oldest first. */
  spentMonths: readonly string[];
  /** What is said of a month that is not among those. */
  without?: string;
  /** The first month to choose, where that is before the first with calls. */
  from?: string;
  onMonthChange: (month: string) => void;
};

/** The calendar month the figures are of: any from the first with calls to the running one, by year. */
export function MonthPicker({
  month,
  currentMonth,
  spentMonths,
  without = "no spend",
  from = currentMonth,
  onMonthChange,
}: MonthPickerProps) {
  const months = listMonths([from, ...spentMonths].sort(), currentMonth);
  const first = months.at(-1) ?? currentMonth;
  const spent = new Set(spentMonths);
  return (
    <div className="flex items-center gap-1 max-sm:order-first max-sm:w-full max-sm:[&>span]:flex-1">
      <Button
        variant="ghost"
        size="icon"
        aria-label="Previous Month"
        disabled={month <= first}
        onClick={() => onMonthChange(addMonths(month, -1))}
      >
        <ChevronLeft aria-hidden="true" className="size-4" />
      </Button>
      <NativeSelect
        label="Month"
        value={month}
        onValueChange={onMonthChange}
        options={months.map((value) => ({
          value,
          label: spent.has(value) ? longMonth(value) : `${longMonth(value)} · ${without}`,
          group: value.slice(0, 4),
        }))}
      />
      <Button
        variant="ghost"
        size="icon"
        aria-label="Next Month"
        disabled={month >= currentMonth}
        onClick={() => onMonthChange(addMonths(month, 1))}
      >
        <ChevronRight aria-hidden="true" className="size-4" />
      </Button>
    </div>
  );
}
