"use client";

import { createContext, lazy, type ReactNode, Suspense, useContext, useRef, useState } from "react";
import type { PriceDraft } from "./price-draft.ts";
import type { RepriceReach } from "./reprice-dialog.tsx";

const loadPriceDialog = () => import("./price-dialog.tsx");
const PriceDialog = lazy(async () => ({ default: (await loadPriceDialog()).PriceDialog }));
const RepriceDialog = lazy(async () => ({ default: (await import("./reprice-dialog.tsx")).RepriceDialog }));
const RemovePriceDialog = lazy(async () => ({
  default: (await import("./remove-price-dialog.tsx")).RemovePriceDialog,
}));

/** What can be asked for: a price to set (of a known model or any, in place of one or anew), to remove, calls to reprice. */
export type Asked =
  | { what: "set"; draft: PriceDraft; fixed: boolean; replaces?: { effectiveFrom: string } }
  | { what: "remove"; price: { id: string; provider: string; model: string; since: string } }
  | { what: "reprice"; reach: RepriceReach };

type PriceActions = { canManage: boolean; ask: (asked: Asked, button?: HTMLElement) => void; prepare: () => void };

const context = createContext<PriceActions>({ canManage: false, ask: () => {}, prepare: () => {} });

/** What the reader may do about prices, and the dialogs that do it. */
export const usePriceActions = (): PriceActions => useContext(context);

/** Holds the one dialog of the page that is open. Focus goes back to the button that was pressed first. */
export function PriceActionsProvider({ canManage, children }: { canManage: boolean; children: ReactNode }) {
  const pressed = useRef<HTMLElement>(null);
  const [open, setOpen] = useState(false);
  const [shown, setShown] = useState<(Asked & { times: number }) | null>(null);
  const ask = (asked: Asked, button?: HTMLElement) => {
    if (button) pressed.current = button;
    setShown((before) => ({ ...asked, times: (before?.times ?? 0) + 1 }));
    setOpen(true);
  };
  const dialog = { open, onOpenChange: setOpen, returnFocusTo: pressed };
  const onReprice = (reach: RepriceReach) => ask({ what: "reprice", reach });
  return (
    <context.Provider value={{ canManage, ask, prepare: () => void loadPriceDialog() }}>
      {children}
      {shown && (
        <Suspense>
          {shown.what === "set" && <PriceDialog key={shown.times} {...dialog} asked={shown} onReprice={onReprice} />}
          {shown.what === "remove" && (
            <RemovePriceDialog key={shown.times} {...dialog} price={shown.price} onReprice={onReprice} />
          )}
          {shown.what === "reprice" && <RepriceDialog key={shown.times} {...dialog} reach={shown.reach} />}
        </Suspense>
      )}
    </context.Provider>
  );
}
