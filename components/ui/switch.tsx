type SwitchProps = { label: string; checked: boolean; onCheckedChange: (checked: boolean) => void };

/** A setting that is on or off and takes effect at once: a native checkbox that says it is a switch. */
export function Switch({ label, checked, onCheckedChange }: SwitchProps) {
  return (
    <label className="relative inline-flex h-8 touch:h-11 items-center gap-2 font-medium text-[0.8125rem] text-ink-muted hover:text-ink">
      <input
        type="checkbox"
        role="switch"
        aria-checked={checked}
        checked={checked}
        onChange={(event) => onCheckedChange(event.target.checked)}
        className="peer h-4.5 w-8 shrink-0 cursor-pointer appearance-none rounded-full border border-line-control bg-sunken transition-colors duration-150 checked:border-brand checked:bg-brand"
      />
      <span
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 left-0.5 size-3.5 -translate-y-1/2 rounded-full bg-line-control transition-transform duration-150 peer-checked:translate-x-3.5 peer-checked:bg-brand-ink"
      />
      {label}
    </label>
  );
}
