"use client";

import { Plus } from "lucide-react";
import { lazy } from "react";
import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { DialogButton } from "#components/ui/dialog-button.tsx";
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
  return (
    <>
      <PageHeader title="API Keys" subtitle={`How agents and programs reach ${organisation}`} live={false}>
        <DialogButton
          icon={Plus}
          load={loadDialog}
          dialog={(opened) => <CreateKeyDialog purser={purser} {...opened} />}
        >
          Create Key…
        </DialogButton>
      </PageHeader>
      <PanelBoundary name="API Keys" skeleton={<TableSkeleton rows={4} />} framed>
        <KeysPanel now={now} />
      </PanelBoundary>
    </>
  );
}
