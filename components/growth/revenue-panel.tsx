"use client";

import { lazy, Suspense, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import { hasRevenue, type RevenueMonth } from "./revenue-figures.ts";
import { RevenueTable } from "./revenue-table.tsx";

const loadEdit = () => import("./edit-revenue-dialog.tsx");
const loadImport = () => import("./import-revenue-dialog.tsx");
const EditRevenueDialog = lazy(async () => ({ default: (await loadEdit()).EditRevenueDialog }));
const ImportRevenueDialog = lazy(async () => ({ default: (await loadImport()).ImportRevenueDialog }));

type RevenuePanelProps = {
  projectId: string;
  months: readonly RevenueMonth[];
  /** All twelve that can be entered here, whatever is shown. */
  enterable: readonly RevenueMonth[];
  canEdit: boolean;
};

/** What the product earned and delivered, month by month, and the two ways to say so. */
export function RevenuePanel({ projectId, months, enterable, canEdit }: RevenuePanelProps) {
  const pressed = useRef<HTMLElement>(null);
  const [asked, setAsked] = useState<{ what: "edit" | "import"; times: number }>();
  const [open, setOpen] = useState(false);
  const ask = (what: "edit" | "import", button: HTMLElement) => {
    pressed.current = button;
    setAsked((before) => ({ what, times: (before?.times ?? 0) + 1 }));
    setOpen(true);
  };
  const isKnown = hasRevenue(months);
  const buttons = canEdit && (
    <>
      <Button onPointerEnter={loadImport} onFocus={loadImport} onClick={(event) => ask("import", event.currentTarget)}>
        Import CSV…
      </Button>
      <Button
        variant={isKnown ? "secondary" : "primary"}
        onPointerEnter={loadEdit}
        onFocus={loadEdit}
        onClick={(event) => ask("edit", event.currentTarget)}
      >
        {isKnown ? "Edit Revenue…" : "Enter Revenue…"}
      </Button>
    </>
  );
  const Dialog = asked?.what === "import" ? ImportRevenueDialog : EditRevenueDialog;
  return (
    <Card aria-labelledby="revenue" className="overflow-hidden">
      <CardHeader
        id="revenue"
        title="Revenue"
        scope={`By UTC month, as entered or sent.${canEdit ? "" : " Owners, admins and finance enter it."}`}
      >
        {isKnown && <ExportButton table="growth" query={{ projectId }} />}
        {isKnown && buttons}
      </CardHeader>
      {isKnown ? (
        <div className="pt-3">
          <RevenueTable months={months} />
        </div>
      ) : (
        <EmptyState
          title="No revenue entered yet."
          action={buttons && <span className="flex flex-wrap justify-center gap-2">{buttons}</span>}
        >
          With what the product earns or delivers in a month, this page shows AI cost as a share of revenue, the margin
          that is left, and the cost of each unit. Systems send it by PUT /api/v1/projects/{projectId}/revenue.
        </EmptyState>
      )}
      {asked && (
        <Suspense>
          <Dialog
            key={asked.times}
            projectId={projectId}
            months={enterable}
            open={open}
            onOpenChange={setOpen}
            returnFocusTo={pressed}
          />
        </Suspense>
      )}
    </Card>
  );
}
