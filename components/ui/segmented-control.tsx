"use client";

import { useId } from "react";

type SegmentedControlProps<Value extends string> = {
  label: string;
  options: readonly { value: Value; label: string; hint?: string }[];
  value: Value;
  onValueChange: (value: Value) => void;
};

/** Native radio buttons drawn as one bar: a few choices, one of them always on. */
export function SegmentedControl<Value extends string>(props: SegmentedControlProps<Value>) {
  const name = useId();
  return (
    <div
      role="radiogroup"
      aria-label={props.label}
      className="inline-flex h-8 touch:h-12 items-center rounded-md border border-line-strong bg-surface p-0.5 touch:p-px"
    >
      {props.options.map((option) => (
        <label
          key={option.value}
          title={option.hint}
          className="relative flex h-full min-w-9 touch:min-w-11 items-center justify-center px-2 font-medium text-[0.8125rem] text-ink-muted tabular-nums hover:text-ink has-checked:text-ink"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === props.value}
            onChange={() => props.onValueChange(option.value)}
            className="absolute inset-0 cursor-pointer appearance-none rounded-[5px] checked:bg-brand-soft"
          />
          <span className="pointer-events-none relative">{option.label}</span>
        </label>
      ))}
    </div>
  );
}
