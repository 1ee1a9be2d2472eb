import { ChevronLeft, ChevronRight } from "lucide-react";
import { longMonth } from "#components/dates/moment-text.ts";
import { Button } from "#components/ui/button.tsx";
import { NativeSelect } from "#components/ui/native-select.tsx";
import { addMonths } from "#server/time/window.ts";

type MonthPickerProps = { month: string; currentMonth: string; onMonthChange: (month: string) => void };

const monthsBack = 12;

/** The calendar month the figures are of. */
export function MonthPicker({ month, currentMonth, onMonthChange }: MonthPickerProps) {
  const months = Array.from({ length: monthsBack + 1 }, (_, back) => addMonths(currentMonth, -back));
  if (!months.includes(month)) months.push(month);
  return (
    <div className="flex items-center gap-1 max-sm:order-first max-sm:w-full max-sm:[&>span]:flex-1">
      <Button
        variant="ghost"
        size="icon"
        aria-label="Previous Month"
        onClick={() => onMonthChange(addMonths(month, -1))}
      >
        <ChevronLeft aria-hidden="true" className="size-4" />
      </Button>
      <NativeSelect
        label="Month"
        value={month}
        onValueChange={onMonthChange}
        options={months.map((value) => ({ value, label: longMonth(value) }))}
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
