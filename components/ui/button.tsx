import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";
import { Spinner } from "./spinner.tsx";

const variants = {
  primary: "bg-brand text-brand-ink border-transparent hover:opacity-90",
  secondary: "bg-surface text-ink border-line-strong hover:bg-sunken",
  ghost: "border-transparent text-ink-muted hover:bg-sunken hover:text-ink",
  danger: "bg-danger text-white dark:text-black border-transparent hover:opacity-90",
};

const sizes = {
  small: "h-8 touch:h-11 px-2.5 text-[0.8125rem] gap-1.5",
  medium: "h-9 touch:h-11 px-3.5 text-sm gap-2",
  icon: "size-8 touch:size-11 justify-center",
};

type Look = { variant?: keyof typeof variants; size?: keyof typeof sizes };

/** The look of a button, for links that act as one. */
export function buttonClass({ variant = "secondary", size = "small" }: Look = {}): string {
  return classNames(
    "inline-flex shrink-0 select-none items-center justify-center rounded-md border font-medium whitespace-nowrap",
    "transition-[background-color,color,opacity] duration-100 disabled:cursor-not-allowed disabled:opacity-55",
    "aria-pressed:bg-brand-soft aria-pressed:border-brand/40",
    variants[variant],
    sizes[size],
  );
}

type ButtonProps = ComponentProps<"button"> & Look & { busy?: boolean };

/** `busy` keeps the button focused and its name, and refuses a second press while the server answers. */
export function Button({ variant, size, busy = false, className, children, onClick, ...props }: ButtonProps) {
  return (
    <button
      type="button"
      {...props}
      aria-disabled={busy || props["aria-disabled"]}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={classNames(buttonClass({ variant, size }), className)}
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
}
