"use client";

import { Combobox } from "@base-ui/react/combobox";
import { Check, ChevronsUpDown } from "lucide-react";
import { useId } from "react";

export type ComboboxOption = { value: string; label: string };

type ComboboxFieldProps = {
  label: string;
  /** What the search within it is called. */
  searchLabel: string;
  value: ComboboxOption;
  /** Those that the search found. */
  options: readonly ComboboxOption[];
  onValueChange: (option: ComboboxOption) => void;
  onSearch: (text: string) => void;
  /** How the search stands, where there is something to say. */
  status: string | undefined;
  problem?: string | undefined;
};

/** A labelled choice of one among many, with a search that the caller answers. Load it with `lazy`. */
export function ComboboxField(props: ComboboxFieldProps) {
  const { label, searchLabel, value, options, onValueChange, onSearch, status, problem } = props;
  const note = useId();
  return (
    <Combobox.Root
      items={options}
      filter={null}
      value={value}
      isItemEqualToValue={(item: ComboboxOption, chosen: ComboboxOption) => item.value === chosen.value}
      onValueChange={(option: ComboboxOption | null) => option && onValueChange(option)}
      onInputValueChange={onSearch}
      autoHighlight
    >
      <div className="min-w-0">
        <Combobox.Label className="mb-1.5 block font-medium">{label}</Combobox.Label>
        <Combobox.Trigger
          aria-describedby={note}
          aria-invalid={problem ? true : undefined}
          className="flex h-10 touch:h-11 w-full min-w-0 items-center justify-between gap-2 rounded-md border border-line-control bg-surface pr-2.5 pl-3 text-left text-base aria-invalid:border-danger sm:text-sm"
        >
          <span className="min-w-0 truncate">{value.label}</span>
          <ChevronsUpDown aria-hidden="true" className="size-4 shrink-0 text-ink-muted" />
        </Combobox.Trigger>
        <p id={note} aria-live="polite" className="mt-1.5 text-[0.8125rem] text-danger-ink empty:hidden">
          {problem}
        </p>
      </div>
      <Combobox.Portal>
        <Combobox.Positioner align="start" sideOffset={4} collisionPadding={8} className="z-60 outline-none">
          <Combobox.Popup
            aria-label={label}
            className="popup-motion flex max-h-[min(22rem,var(--available-height))] w-(--anchor-width) flex-col overflow-hidden rounded-lg border border-line-strong bg-surface shadow-raised outline-none"
          >
            <Combobox.Input
              aria-label={searchLabel}
              placeholder={searchLabel}
              className="h-10 touch:h-11 w-full shrink-0 border-line border-b bg-surface px-3 text-base outline-none placeholder:text-ink-muted sm:text-sm"
            />
            <Combobox.Status className="px-3 py-2 text-[0.8125rem] text-ink-muted empty:hidden">
              {status}
            </Combobox.Status>
            <Combobox.List className="min-h-0 overflow-y-auto overscroll-contain p-1 empty:hidden">
              {(option: ComboboxOption) => (
                <Combobox.Item
                  key={option.value}
                  value={option}
                  className="flex min-h-8 touch:min-h-11 cursor-pointer items-center gap-2 rounded-md px-2 py-1.5 text-[0.8125rem] outline-none select-none data-highlighted:bg-sunken"
                >
                  <span className="min-w-0 flex-1 wrap-anywhere">{option.label}</span>
                  <Combobox.ItemIndicator>
                    <Check aria-hidden="true" className="size-4 text-ink-muted" />
                  </Combobox.ItemIndicator>
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}
