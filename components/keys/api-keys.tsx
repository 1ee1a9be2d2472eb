"use client";

import { Plus } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Button } from "#components/ui/button.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { KeysPanel } from "./keys-panel.tsx";

const loadDialog = () => import("./create-key-dialog.tsx");
const CreateKeyDialog = lazy(async () => ({ default: (await loadDialog()).CreateKeyDialog }));

type ApiKeysProps = {
  organisation: string;
  /** The address that people and agents use. */
  purser: string;
  /** A UTC time, the same for server and browser. */
  now: string;
};

/** The keys by which agents and programs reach the organisation's API. */
export function ApiKeys({ organisation, purser, now }: ApiKeysProps) {
  const trigger = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [opened, setOpened] = useState(false);
  return (
    <>
      <PageHeader title="API Keys" subtitle={`How agents and programs reach ${organisation}`} live={false}>
        <Button
          ref={trigger}
          variant="primary"
          onPointerEnter={loadDialog}
          onFocus={loadDialog}
          onClick={() => {
            setOpened(true);
            setOpen(true);
          }}
        >
          <Plus aria-hidden="true" className="size-3.5" />
          Create Key…
        </Button>
      </PageHeader>
      <PanelBoundary name="API Keys" skeleton={<TableSkeleton rows={4} />} framed>
        <KeysPanel now={now} />
      </PanelBoundary>
      {opened && (
        <Suspense>
          <CreateKeyDialog purser={purser} open={open} onOpenChange={setOpen} returnFocusTo={trigger} />
        </Suspense>
      )}
    </>
  );
}
