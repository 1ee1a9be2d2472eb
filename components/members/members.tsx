"use client";

import { UserPlus } from "lucide-react";
import { lazy, Suspense, useRef, useState } from "react";
import { TableSkeleton } from "#components/ai-cost/panel-skeletons.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Button } from "#components/ui/button.tsx";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import type { Role } from "#server/context.ts";
import { MembersPanel } from "./members-panel.tsx";

const loadDialog = () => import("./invite-dialog.tsx");
const InviteDialog = lazy(async () => ({ default: (await loadDialog()).InviteDialog }));

type MembersProps = { organisation: string; self: { id: string; role: Role } };

/** Who belongs to the organisation, as what, and who is invited. */
export function Members({ organisation, self }: MembersProps) {
  const trigger = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [opened, setOpened] = useState(false);
  return (
    <>
      <PageHeader
        title="Members"
        subtitle={`Who sees the figures of ${organisation}, and who may change what`}
        live={false}
      >
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
          <UserPlus aria-hidden="true" className="size-3.5" />
          Invite Member…
        </Button>
      </PageHeader>
      <PanelBoundary name="Members" skeleton={<TableSkeleton rows={5} />} framed>
        <MembersPanel organisation={organisation} self={self} />
      </PanelBoundary>
      {opened && (
        <Suspense>
          <InviteDialog
            organisation={organisation}
            ownRole={self.role}
            open={open}
            onOpenChange={setOpen}
            returnFocusTo={trigger}
          />
        </Suspense>
      )}
    </>
  );
}
