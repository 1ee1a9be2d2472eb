"use client";

import { QueryErrorResetBoundary } from "@tanstack/react-query";
import { CircleAlert } from "lucide-react";
import { type ReactNode, Suspense } from "react";
import { Button } from "./button.tsx";
import { classNames } from "./class-names.ts";
import { ErrorBoundary } from "./error-boundary.tsx";
import { failureText } from "./failure-text.ts";

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

type PanelErrorProps = { name: string; framed: boolean; error: unknown; onRetry: () => void };

function PanelError({ name, framed, error, onRetry }: PanelErrorProps) {
  return (
    <div className={classNames(framed && "rounded-xl border border-line bg-surface shadow-card")}>
      {framed && <h2 className="px-4 pt-4 font-semibold text-[0.9375rem] tracking-[-0.01em] sm:px-5">{name}</h2>}
      <div role="alert" className="flex flex-col items-center justify-center gap-3 px-6 py-12 text-center">
        <CircleAlert aria-hidden="true" className="size-5 text-danger-ink" />
        <p className="max-w-md text-pretty">
          Couldn’t load {name.toLowerCase()}. {failureText(error)}
        </p>
        <Button onClick={onRetry}>Retry {name}</Button>
      </div>
    </div>
  );
}
