"use client";

import { UserPlus } from "lucide-react";
import { lazy } from "react";
import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { DialogButton } from "#components/ui/dialog-button.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import type { Role } from "#server/context.ts";
import { MembersPanel } from "./members-panel.tsx";

const loadDialog = () => import("./invite-dialog.tsx");
const InviteDialog = lazy(async () => ({ default: (await loadDialog()).InviteDialog }));

type MembersProps = { organisation: string; self: { id: string; role: Role } };

/** Who belongs to the organisation, as what, and who is invited. */
export function Members({ organisation, self }: MembersProps) {
  return (
    <>
      <PageHeader
        title="Members"
        subtitle={`Who sees the figures of ${organisation}, and who may change what`}
        live={false}
      >
        <DialogButton
          icon={UserPlus}
          load={loadDialog}
          dialog={(opened) => <InviteDialog organisation={organisation} ownRole={self.role} {...opened} />}
        >
          Invite Member…
        </DialogButton>
      </PageHeader>
      <PanelBoundary name="Members" skeleton={<TableSkeleton rows={5} />} framed>
        <MembersPanel organisation={organisation} self={self} />
      </PanelBoundary>
    </>
  );
}
