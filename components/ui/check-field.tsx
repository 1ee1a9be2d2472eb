import { type ComponentProps, useId } from "react";

type CheckFieldProps = Omit<ComponentProps<"input">, "id" | "className" | "type"> & { label: string; hint?: string };

/** A box to tick in a form, with what it means beneath its name. */
export function CheckField({ label, hint, ...props }: CheckFieldProps) {
  const id = useId();
  return (
    <div className="relative flex items-start gap-2.5 touch:min-h-11 touch:py-1">
      <input
        {...props}
        type="checkbox"
        id={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="relative z-10 mt-0.5 size-4 shrink-0 cursor-pointer accent-(--brand)"
      />
      <div className="min-w-0">
        <label htmlFor={id} className="cursor-pointer font-medium after:absolute after:inset-0">
          {label}
        </label>
        {hint && (
          <p id={`${id}-hint`} className="text-[0.8125rem] text-ink-muted text-pretty">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
