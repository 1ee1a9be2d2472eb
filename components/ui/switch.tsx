"use client";

import { Switch as BaseSwitch } from "@base-ui/react/switch";

type SwitchProps = { label: string; checked: boolean; onCheckedChange: (checked: boolean) => void };

/** A setting that is on or off and takes effect at once. */
export function Switch({ label, checked, onCheckedChange }: SwitchProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: Base UI's switch renders the input that this label names
    <label className="inline-flex h-8 cursor-pointer items-center gap-2 font-medium text-[0.8125rem] text-ink-muted hover:text-ink">
      <BaseSwitch.Root
        checked={checked}
        onCheckedChange={(next) => onCheckedChange(next)}
        className="flex h-4.5 w-8 shrink-0 items-center rounded-full border border-line-control bg-sunken p-px transition-colors duration-150 data-checked:border-brand data-checked:bg-brand"
      >
        <BaseSwitch.Thumb className="size-3.5 rounded-full bg-line-control transition-transform duration-150 data-checked:translate-x-3.5 data-checked:bg-brand-ink" />
      </BaseSwitch.Root>
      {label}
    </label>
  );
}
