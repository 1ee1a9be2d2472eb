"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useQueryState } from "nuqs";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import { SearchBox } from "#components/ui/search-box.tsx";
import type { Role } from "#server/context.ts";
import { counted } from "#server/money/format.ts";
import { InvitationsTable } from "./invitations-table.tsx";
import { MembersTable } from "./members-table.tsx";
import { membersUrl } from "./members-url.ts";

/** So many are found by looking. */
const searchedAbove = 8;

type MembersPanelProps = { organisation: string; self: { id: string; role: Role } };

/** The members, narrowed by a search where they are many, and the open invitations. */
export function MembersPanel({ organisation, self }: MembersPanelProps) {
  const { data } = useSuspenseQuery(useTRPC().members.list.queryOptions());
  const [q, setQ] = useQueryState("q", membersUrl.q);
  const text = q.trim().toLowerCase();
  const found = data.members.filter(({ name, email }) => `${name} ${email}`.toLowerCase().includes(text));
  return (
    <div className="flex flex-col gap-4">
      <Card aria-labelledby="members" className="overflow-hidden">
        <CardHeader
          id="members"
          title="Members"
          scope={
            found.length < data.members.length
              ? `${found.length} of ${counted(data.members.length, "member")}`
              : `${counted(data.members.length, "member")}. A change of role holds at once.`
          }
        >
          {(data.members.length > searchedAbove || q) && (
            <SearchBox label="Search Members" value={q} onValueChange={(typed, step) => setQ(typed || null, step)} />
          )}
          <ExportButton table="members" query={{ q }} />
        </CardHeader>
        <div className="pt-3">
          {found.length > 0 ? (
            <MembersTable members={found} organisation={organisation} self={self} />
          ) : (
            <EmptyState
              title="No member matches."
              action={<Button onClick={() => setQ(null)}>Show All Members</Button>}
            />
          )}
        </div>
      </Card>
      {data.invitations.length > 0 && (
        <Card aria-labelledby="invitations" className="overflow-hidden">
          <CardHeader
            id="invitations"
            title="Open Invitations"
            scope="Whoever has a link joins by it, once. Pass it on to the invited person only."
          >
            <ExportButton table="invitations" />
          </CardHeader>
          <div className="pt-3">
            <InvitationsTable invitations={data.invitations} />
          </div>
        </Card>
      )}
    </div>
  );
}
