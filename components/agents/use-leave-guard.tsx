"use client";

import { useRouter } from "next/navigation";
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useRef, useState } from "react";

const LeaveDialog = lazy(async () => ({ default: (await import("./leave-dialog.tsx")).LeaveDialog }));

/**
 * Asks before input that is not saved is left: at a link of the page, at Back and Forward where the browser has the
 * Navigation API, at whatever is passed to `leave`, and (in the browser’s own words) when the page is closed or reloaded.
 * Forms say by `onUnsaved` whether they have any.
 */
export function useLeaveGuard(): {
  onUnsaved: (form: string, unsaved: boolean) => void;
  leave: (go: () => void) => void;
  question: ReactNode;
} {
  const router = useRouter();
  const [forms, setForms] = useState<readonly string[]>([]);
  const [go, setGo] = useState<() => void>();
  const asked = useRef<HTMLElement>(null);
  const leaving = useRef(false);
  const unsaved = forms.length > 0;

  const onUnsaved = useCallback((form: string, has: boolean) => {
    setForms((now) => (now.includes(form) === has ? now : has ? [...now, form] : now.filter((one) => one !== form)));
  }, []);

  const leave = useCallback(
    (to: () => void) => {
      if (!unsaved) return to();
      asked.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
      setGo(() => to);
    },
    [unsaved],
  );

  useEffect(() => {
    if (!unsaved) return;
    const onClose = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0;
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      if (elsewhere || !link || link.target || link.origin !== location.origin) return;
      event.preventDefault();
      event.stopPropagation();
      leave(() => router.push(link.href));
    };
    const onTraverse = (event: NavigateEvent) => {
      // A browser lets a page hold nobody back twice without a click or key in between: then it cannot be cancelled.
      if (event.navigationType !== "traverse" || !event.cancelable || leaving.current) return;
      event.preventDefault();
      const { key } = event.destination;
      leave(() => window.navigation.traverseTo(key));
    };
    leaving.current = false;
    window.addEventListener("beforeunload", onClose);
    document.addEventListener("click", onClick, { capture: true });
    window.navigation?.addEventListener("navigate", onTraverse);
    return () => {
      window.navigation?.removeEventListener("navigate", onTraverse);
      window.removeEventListener("beforeunload", onClose);
      document.removeEventListener("click", onClick, { capture: true });
    };
  }, [unsaved, leave, router]);

  const question = go && (
    <Suspense>
      <LeaveDialog
        onStay={() => setGo(undefined)}
        onLeave={() => {
          setGo(undefined);
          setForms([]);
          leaving.current = true;
          go();
        }}
        returnFocusTo={asked}
      />
    </Suspense>
  );
  return { onUnsaved, leave, question };
}
