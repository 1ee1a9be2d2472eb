"use client";

import { QueryErrorResetBoundary } from "@tanstack/react-query";
import { CircleAlert } from "lucide-react";
import { type ReactNode, Suspense } from "react";
import { Button } from "./button.tsx";
import { classNames } from "./class-names.ts";
import { ErrorBoundary } from "./error-boundary.tsx";

type PanelBoundaryProps = { name: string; skeleton: ReactNode; framed?: boolean; children: ReactNode };

/** Keeps one panel’s waiting and failing to itself: the rest of the page stays as it is. */
export function PanelBoundary({ name, skeleton, framed = false, children }: PanelBoundaryProps) {
  return (
    <QueryErrorResetBoundary>
      {({ reset }) => (
        <ErrorBoundary
          fallback={(error, retry) => (
            <PanelError
              name={name}
              framed={framed}
              error={error}
              onRetry={() => {
                reset();
                retry();
              }}
            />
          )}
        >
          <Suspense
            fallback={
              <div aria-busy="true">
                <span className="sr-only">Loading {name}…</span>
                {skeleton}
              </div>
            }
          >
            {children}
          </Suspense>
        </ErrorBoundary>
      )}
    </QueryErrorResetBoundary>
  );
}

/** The server's own words where it refused; they say what to do. Other failures stay general. */
function refusal(error: unknown): string | undefined {
  const data = (error as { data?: { httpStatus?: unknown } } | null)?.data;
  const status = typeof data?.httpStatus === "number" ? data.httpStatus : 500;
  return status < 500 && error instanceof Error ? error.message : undefined;
}

type PanelErrorProps = { name: string; framed: boolean; error: unknown; onRetry: () => void };

function PanelError({ name, framed, error, onRetry }: PanelErrorProps) {
  return (
    <div
      role="alert"
      className={classNames(
        "flex flex-col items-center justify-center gap-3 px-6 py-12 text-center",
        framed && "rounded-xl border border-line bg-surface shadow-card",
      )}
    >
      <CircleAlert aria-hidden="true" className="size-5 text-danger-ink" />
      <p className="max-w-md text-pretty">
        Couldn’t load {name.toLowerCase()}. {refusal(error) ?? "Your data is safe."}
      </p>
      <Button onClick={onRetry}>Retry {name}</Button>
    </div>
  );
}
