import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { classNames } from "./class-names.ts";
import { failureText } from "./failure-text.ts";

type RefreshingProps = {
  /** What the figures are, as the reader knows it. */
  name: string;
  busy: boolean;
  error: unknown;
  retry: () => void;
  /** What the old figures are of, such as `Oct 24 – Nov 22`, where the panel’s controls may say something newer. */
  shown?: string;
  className?: string;
  children: ReactNode;
};

/** Old figures stay, dimmed, until the new ones are here; where those fail it says so above them. */
export function Refreshing({ name, busy, error, retry, shown, className, children }: RefreshingProps) {
  return (
    <>
      {Boolean(error) && (
        <div
          role="alert"
          className="mx-4 my-3 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-danger/40 bg-danger-soft px-3.5 py-2 text-[0.8125rem] sm:mx-5"
        >
          <p className="flex min-w-0 flex-1 basis-64 items-start gap-2 text-pretty">
            <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-danger-ink" />
            <span>
              Couldn’t load {name.toLowerCase()}. {failureText(error)}{" "}
              {shown ? `Still showing ${shown}.` : "What you see was loaded before."}
            </span>
          </p>
          <Button className="print:hidden" onClick={retry}>
            Retry {name}
          </Button>
        </div>
      )}
      <div
        aria-busy={busy}
        className={classNames("transition-opacity duration-150", (busy || Boolean(error)) && "opacity-55", className)}
      >
        <span role="status" className="sr-only">
          {busy ? "Updating…" : ""}
        </span>
        {children}
      </div>
    </>
  );
}
