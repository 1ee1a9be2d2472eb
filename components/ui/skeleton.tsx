import { classNames } from "./class-names.ts";

/** A grey shape where something of the same size will be. */
export function Skeleton({ className }: { className: string }) {
  return (
    <div
      aria-hidden="true"
      className={classNames("animate-[shimmer_1.6s_ease-in-out_infinite] rounded-md bg-sunken", className)}
    />
  );
}
