"use client";

import { useEffect } from "react";
import { Toaster, toast } from "sonner";
import type { Toast } from "./toast.tsx";

/** Time enough to read, decide and reach the button. */
const withActionMs = 12_000;

/** Shows the toasts that wait, each time `count` says that there is one more. */
export function ToastStack({ count, take }: { count: number; take: () => Toast[] }) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the count is what says that a toast waits
  useEffect(() => {
    for (const { kind, text, action } of take()) toast[kind](text, action && { action, duration: withActionMs });
  }, [count, take]);
  return (
    <Toaster
      position="bottom-right"
      toastOptions={{ className: "!bg-surface !text-ink !border-line-strong !shadow-raised !font-sans" }}
    />
  );
}
