"use client";

import { lazy, Suspense, useRef, useState } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import type { MemberInfo } from "#server/access/members.ts";
import type { Role } from "#server/context.ts";
import { dayLabel } from "#server/time/label.ts";
import { RoleSelect } from "./role-select.tsx";
import { roleWords } from "./role-words.ts";

const loadRemove = () => import("./remove-member-dialog.tsx");
const RemoveMemberDialog = lazy(async () => ({ default: (await loadRemove()).RemoveMemberDialog }));

type MembersTableProps = {
  members: readonly MemberInfo[];
  organisation: string;
  self: { id: string; role: Role };
};

/** Each member with the role, which those may change who may, and the way out. */
export function MembersTable({ members, organisation, self }: MembersTableProps) {
  const trigger = useRef<HTMLElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [leaving, setLeaving] = useState<MemberInfo>();
  const [open, setOpen] = useState(false);
  const mayChange = ({ role }: MemberInfo) => self.role === "owner" || role !== "owner";

  const columns: TableColumn<MemberInfo>[] = [
    {
      id: "name",
      header: "Name",
      className: "@max-2xl:col-span-12!",
      cell: ({ userId, name, email }) => (
        <span className="block min-w-0 wrap-anywhere">
          <span className="font-medium">{name || email}</span> {userId === self.id && <Badge>You</Badge>}
          {name && <span className="block text-[0.8125rem] font-normal text-ink-muted">{email}</span>}
        </span>
      ),
    },
    {
      id: "role",
      header: "Role",
      cell: (member) =>
        mayChange(member) ? (
          <RoleSelect member={member} self={self} />
        ) : (
          <span title="Only an owner may change an owner.">{roleWords[member.role].label}</span>
        ),
    },
    {
      id: "joined",
      header: "Joined",
      numeric: true,
      cell: ({ joinedAt }) => <Timestamp iso={joinedAt} text={dayLabel(joinedAt.slice(0, 10), { year: true })} />,
    },
    {
      id: "remove",
      header: "Membership",
      numeric: true,
      screenOnly: true,
      cell: (member) => {
        const own = member.userId === self.id;
        return mayChange(member) ? (
          <Button
            variant="ghost"
            className="@2xl:-mr-2.5"
            aria-label={own ? "Leave Organisation…" : `Remove ${member.name || member.email}…`}
            onPointerEnter={loadRemove}
            onFocus={loadRemove}
            onClick={(event) => {
              trigger.current = event.currentTarget;
              setLeaving(member);
              setOpen(true);
            }}
          >
            {own ? "Leave…" : "Remove…"}
          </Button>
        ) : (
          "–"
        );
      },
    },
  ];

  return (
    <div ref={box} tabIndex={-1} className="outline-none">
      <DataTable label="Members" columns={columns} rows={members} rowKey={({ userId }) => userId} leadColumn="" />
      {leaving && (
        <Suspense>
          <RemoveMemberDialog
            key={leaving.userId}
            member={leaving}
            own={leaving.userId === self.id}
            organisation={organisation}
            open={open}
            onOpenChange={setOpen}
            onRemoved={() => {
              // The button is gone with its row.
              trigger.current = box.current;
            }}
            returnFocusTo={trigger}
          />
        </Suspense>
      )}
    </div>
  );
}
