import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { momentText } from "#components/dates/moment-text.ts";
import { DataTable, type TableColumn } from "#components/ui/data-table.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { actionText } from "./audit-action.ts";
import { type AuditChange, type AuditEntry, actorText, changesOf } from "./audit-words.ts";

const columns: TableColumn<AuditEntry>[] = [
  {
    id: "what",
    header: "What",
    className: "@2xl:w-[34%] @max-2xl:col-span-full",
    cell: (entry) => {
      const { did, to, href } = actionText(entry);
      return (
        <span title={`${entry.action} ${entry.target}`} className="wrap-anywhere">
          {did}{" "}
          {href ? (
            <Link
              href={href}
              prefetch={false}
              className="font-medium underline decoration-line-strong underline-offset-3 hover:decoration-current"
            >
              {to}
            </Link>
          ) : (
            to && <span className="font-medium">{to}</span>
          )}
        </span>
      );
    },
  },
  {
    id: "change",
    header: "Before → After",
    className: "@max-2xl:col-span-full @max-2xl:before:content-none!",
    cell: (entry) => <Changes changes={changesOf(entry)} />,
  },
  {
    id: "who",
    header: "Who",
    className: "@max-2xl:col-span-full",
    cell: ({ actor }) => <span className="wrap-anywhere @max-2xl:text-right">{actorText(actor)}</span>,
  },
  {
    id: "when",
    header: "When (UTC)",
    className: "@max-2xl:col-span-full",
    cell: ({ createdAt }) => <Timestamp iso={createdAt} text={momentText(createdAt)} />,
  },
];

/** Changes, newest first: what, from what to what, by whom and when. */
export function AuditTable({ entries }: { entries: readonly AuditEntry[] }) {
  return <DataTable label="Audit Log" columns={columns} rows={entries} rowKey={(entry) => entry.id} />;
}

function Changes({ changes }: { changes: readonly AuditChange[] }) {
  if (changes.length === 0) return <span className="text-ink-muted">–</span>;
  return (
    <ul className="flex min-w-0 flex-col gap-0.5 py-1 text-[0.8125rem]">
      {changes.map(({ field, before, after }) => (
        <li key={field} className="wrap-anywhere">
          <span className="text-ink-muted">{field}: </span>
          {before !== null && (
            <>
              {after === null ? <s>{before}</s> : before}
              <span className="sr-only">{after === null ? " removed" : " changed to "}</span>
            </>
          )}
          {before !== null && after !== null && (
            <ArrowRight aria-hidden="true" className="mx-1 inline size-3.5 align-[-0.15em] text-ink-muted" />
          )}
          {after !== null && <span className="font-medium">{after}</span>}
        </li>
      ))}
    </ul>
  );
}
