import type { Pool } from "pg";
import { pool } from "./db.ts";
import { log } from "./log.ts";

/** The channel on which processes tell each other that an organisation has spent. */
export const spendChannel = "purser_spend";

/** At most so often an organisation is spoken of, however much it records: in milliseconds. */
const spacingMs = 250;
/** Stands for any project where one cannot name them: a message holds 8,000 bytes. */
export const anyProject = "*";
const mostBytes = 7_000;

/** By organisation, the projects that wait to be told of. On `globalThis`: one per process, whoever bundles this module. */
type Waiting = Map<string, Set<string>>;
const holder = globalThis as typeof globalThis & { purserSpendNews?: Waiting };

/**
 * Tells every process that calls of these projects were recorded, for pages that show it as it happens: at once, or
 * together with whatever comes within a quarter of a second. So it costs four statements a second at any rate of ingest.
 * When the news are lost nothing else is: pages ask from time to time anyway.
 */
export function announceSpend(orgId: string, projectIds: Iterable<string>): void {
  holder.purserSpendNews ??= new Map();
  const waiting = holder.purserSpendNews.get(orgId);
  if (waiting) for (const id of projectIds) waiting.add(id);
  else tell(pool(), holder.purserSpendNews, orgId, new Set(projectIds));
}

function tell(database: Pool, news: Waiting, orgId: string, projectIds: ReadonlySet<string>): void {
  const named = [orgId, ...projectIds].join(" ");
  const message = Buffer.byteLength(named) > mostBytes ? `${orgId} ${anyProject}` : named;
  database
    .query("SELECT pg_notify($1, $2)", [spendChannel, message])
    .catch((error) => log.warn({ err: error, orgId }, "Could not announce spend"));
  const waiting = new Set<string>();
  news.set(orgId, waiting);
  setTimeout(() => {
    news.delete(orgId);
    if (waiting.size > 0 && !database.ending) tell(database, news, orgId, waiting);
  }, spacingMs).unref();
}
