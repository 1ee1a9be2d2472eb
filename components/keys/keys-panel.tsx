"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useQueryState } from "nuqs";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ExportButton } from "#components/ui/export-button.tsx";
import { SegmentedControl } from "#components/ui/segmented-control.tsx";
import { counted } from "#server/money/format.ts";
import { keyState } from "./key-words.ts";
import { KeysTable } from "./keys-table.tsx";
import { keysUrl } from "./keys-url.ts";

/** The keys that are good, or those that ended as well. */
export function KeysPanel({ now }: { now: string }) {
  const { data } = useSuspenseQuery(useTRPC().keys.list.queryOptions());
  const [show, setShow] = useQueryState("show", keysUrl.show);
  const at = new Date(now);
  const active = data.filter((key) => keyState(key, at) === "active");
  const shown = show === "all" ? data : active;
  return (
    <Card aria-labelledby="keys" className="overflow-hidden">
      <CardHeader
        id="keys"
        title="Keys"
        scope={`${counted(active.length, "key")} in use. A revoked key is refused at once, everywhere.`}
      >
        {data.length > active.length && (
          <SegmentedControl
            label="Keys Shown"
            options={[
              { value: "active", label: "Active" },
              { value: "all", label: "All" },
            ]}
            value={show}
            onValueChange={setShow}
          />
        )}
        {data.length > 0 && <ExportButton table="api-keys" query={{ show }} />}
      </CardHeader>
      <div className="pt-3">
        {shown.length > 0 ? (
          <KeysTable keys={shown} now={at} />
        ) : (
          <EmptyState title={data.length > 0 ? "No key is in use." : "No keys yet."}>
            An agent needs one to record its calls, a program to read figures. It shows what it is for, and is revoked
            without touching the others.
          </EmptyState>
        )}
      </div>
    </Card>
  );
}
