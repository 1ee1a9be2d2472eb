"use client";

import { lazy, type ReactNode, Suspense, useRef, useState } from "react";
import { momentText } from "#components/dates/moment-text.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import type { ApiScope } from "#server/context.ts";
import { dayLabel } from "#server/time/label.ts";
import { type ApiKeyRow, keyState, scopeWords } from "./key-words.ts";

const loadRevoke = () => import("./revoke-key-dialog.tsx");
const RevokeKeyDialog = lazy(async () => ({ default: (await loadRevoke()).RevokeKeyDialog }));

/** Each key: what it is for, who made it, when it was last used. */
export function KeysTable({ keys, now }: { keys: readonly ApiKeyRow[]; now: Date }) {
  const trigger = useRef<HTMLElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [revoking, setRevoking] = useState<ApiKeyRow>();
  const [open, setOpen] = useState(false);
  const day = (iso: string) => <Timestamp iso={iso} text={dayLabel(iso.slice(0, 10), { year: true })} />;

  const columns: TableColumn<ApiKeyRow>[] = [
    {
      id: "name",
      header: "Name",
      className: "@max-2xl:col-span-12!",
      cell: ({ name, prefix }) => (
        <span className="block min-w-0 wrap-anywhere">
          <span className="font-medium">{name}</span>
          <code className="block font-mono text-ink-muted text-xs">{prefix}…</code>
        </span>
      ),
    },
    {
      id: "scopes",
      header: "Scopes",
      cell: ({ scopes }) => (
        <span className="flex flex-wrap gap-1">
          {scopes.map((scope) => (
            <Badge key={scope}>{scopeWords[scope as ApiScope]?.label ?? scope}</Badge>
          ))}
        </span>
      ),
    },
    {
      id: "created",
      header: "Created",
      className: "@2xl:max-w-56",
      cell: ({ createdAt, createdBy }) => (
        <span className="block min-w-0 @max-2xl:text-right">
          {day(createdAt)}
          {createdBy && (
            <span className="block truncate text-ink-muted text-xs" title={createdBy}>
              {createdBy}
            </span>
          )}
        </span>
      ),
    },
    {
      id: "used",
      header: "Last Used",
      numeric: true,
      cell: ({ lastUsedAt }) =>
        lastUsedAt ? <Timestamp iso={lastUsedAt} text={momentText(lastUsedAt, now)} /> : "Never",
    },
    {
      id: "ends",
      header: "Ends",
      numeric: true,
      cell: (key) => <KeyEnd of={key} now={now} day={day} />,
    },
    {
      id: "revoke",
      header: "Access",
      numeric: true,
      screenOnly: true,
      cell: (key) =>
        keyState(key, now) === "active" ? (
          <Button
            variant="ghost"
            className="@2xl:-mr-2.5"
            aria-label={`Revoke ${key.name}…`}
            onPointerEnter={loadRevoke}
            onFocus={loadRevoke}
            onClick={(event) => {
              trigger.current = event.currentTarget;
              setRevoking(key);
              setOpen(true);
            }}
          >
            Revoke…
          </Button>
        ) : (
          "–"
        ),
    },
  ];
  return (
    <div ref={box} tabIndex={-1} className="outline-none">
      <DataTable label="API Keys" columns={columns} rows={keys} rowKey={({ id }) => id} leadColumn="" />
      {revoking && (
        <Suspense>
          <RevokeKeyDialog
            key={revoking.id}
            of={revoking}
            open={open}
            onOpenChange={setOpen}
            onRevoked={() => {
              // The button is gone with the key.
              trigger.current = box.current;
            }}
            returnFocusTo={trigger}
          />
        </Suspense>
      )}
    </div>
  );
}

function KeyEnd({ of, now, day }: { of: ApiKeyRow; now: Date; day: (iso: string) => ReactNode }) {
  const state = keyState(of, now);
  if (state === "revoked") return <Badge tone="bad">Revoked</Badge>;
  if (state === "expired") return <Badge tone="warning">Expired</Badge>;
  return of.expiresAt ? day(of.expiresAt) : "Never";
}
