"use client";

import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";

type SegmentedControlProps<Value extends string> = {
  label: string;
  options: readonly { value: Value; label: string; hint?: string }[];
  value: Value;
  onValueChange: (value: Value) => void;
};

/** A radio group drawn as one bar: a few choices, one of them always on. */
export function SegmentedControl<Value extends string>(props: SegmentedControlProps<Value>) {
  return (
    <RadioGroup
      aria-label={props.label}
      value={props.value}
      onValueChange={(value) => props.onValueChange(value)}
      className="inline-flex h-8 items-center rounded-md border border-line-strong bg-surface p-0.5"
    >
      {props.options.map((option) => (
        <Radio.Root
          key={option.value}
          value={option.value}
          aria-label={option.label}
          title={option.hint}
          className="flex h-full min-w-9 items-center justify-center rounded-[5px] px-2 font-medium text-[0.8125rem] text-ink-muted tabular-nums hover:text-ink data-checked:bg-brand-soft data-checked:text-ink"
        >
          {option.label}
        </Radio.Root>
      ))}
    </RadioGroup>
  );
}
