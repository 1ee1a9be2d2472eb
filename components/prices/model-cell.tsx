import type { ReactNode } from "react";

/** A model’s name, with whose it is beneath. */
export function ModelCell({ model, under, children }: { model: string; under: ReactNode; children?: ReactNode }) {
  return (
    <span className="flex w-full min-w-0 flex-col items-start @2xl:py-1">
      {children ?? <span className="font-medium wrap-anywhere">{model}</span>}
      <span className="max-w-full font-normal text-ink-muted text-xs wrap-anywhere">{under}</span>
    </span>
  );
}
