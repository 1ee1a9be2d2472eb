"use client";

import { useRouter } from "next/navigation";
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useRef, useState } from "react";

const LeaveDialog = lazy(async () => ({ default: (await import("./leave-dialog.tsx")).LeaveDialog }));

/**
 * Asks before input that is not saved is left: at a link of the page, at Back and Forward where the browser has the
 * Navigation API, at whatever is passed to `leave`, and (in the browser’s own words) when the page is closed or reloaded.
 * Forms say by `onUnsaved` whether they have any, while they are drawn: from the first letter on nothing leaves unasked.
 */
export function useLeaveGuard(): {
  onUnsaved: (form: string, unsaved: boolean) => void;
  leave: (go: () => void) => void;
  question: ReactNode;
} {
  const router = useRouter();
  const [go, setGo] = useState<() => void>();
  // Not state: a listener that waits for the next render comes too late for a click that follows the letter at once.
  const forms = useRef(new Set<string>());
  const asked = useRef<HTMLElement>(null);

  const onUnsaved = useCallback((form: string, unsaved: boolean) => {
    if (unsaved) forms.current.add(form);
    else forms.current.delete(form);
    // Only while there is something to lose: a page that listens to it is not kept for Back by every browser.
    if (forms.current.size > 0) window.addEventListener("beforeunload", holdBack);
    else window.removeEventListener("beforeunload", holdBack);
  }, []);

  const leave = useCallback((to: () => void) => {
    if (forms.current.size === 0) return to();
    asked.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    setGo(() => to);
  }, []);

  useEffect(() => {
    const onClick = (event: MouseEvent) => {
      const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0;
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      if (forms.current.size === 0 || elsewhere || !link || link.target || link.origin !== location.origin) return;
      event.preventDefault();
      event.stopPropagation();
      leave(() => router.push(link.href));
    };
    const onTraverse = (event: NavigateEvent) => {
      // A browser lets a page hold nobody back twice without a click or key in between: then it cannot be cancelled.
      if (forms.current.size === 0 || event.navigationType !== "traverse" || !event.cancelable) return;
      event.preventDefault();
      const { key } = event.destination;
      leave(() => window.navigation.traverseTo(key));
    };
    document.addEventListener("click", onClick, { capture: true });
    window.navigation?.addEventListener("navigate", onTraverse);
    return () => {
      document.removeEventListener("click", onClick, { capture: true });
      window.navigation?.removeEventListener("navigate", onTraverse);
      window.removeEventListener("beforeunload", holdBack);
    };
  }, [leave, router]);

  const question = go && (
    <Suspense>
      <LeaveDialog
        onStay={() => setGo(undefined)}
        onLeave={() => {
          setGo(undefined);
          forms.current.clear();
          window.removeEventListener("beforeunload", holdBack);
          go();
        }}
        returnFocusTo={asked}
      />
    </Suspense>
  );
  return { onUnsaved, leave, question };
}

/** Has the browser ask before the page is closed or loaded anew. */
const holdBack = (event: BeforeUnloadEvent) => event.preventDefault();
