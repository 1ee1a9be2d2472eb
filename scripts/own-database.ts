import { randomUUID } from "node:crypto";
import { afterAll, inject } from "vitest";
import { databaseName, databaseUrl, withClient } from "./test-database.ts";

/**
 * Vitest's set-up before each integration test file: a database of its own, copied from the migrated template and
 * named in `DATABASE_URL` before any server module is used, dropped after the last test.
 */
const { url: template, prefix } = inject("templateDatabase");
const url = databaseUrl(template, `${prefix}${randomUUID().slice(0, 8)}`);

await onServer((client) =>
  client.query(`CREATE DATABASE ${databaseName(url)} TEMPLATE ${databaseName(template)} STRATEGY FILE_COPY`),
);
process.env.DATABASE_URL = url;
process.env.PURSER_SECRET ??= "a secret for tests, which sign nothing that anyone trusts";
process.env.LOG_LEVEL ??= "fatal";

afterAll(async () => {
  const { closeDatabase } = await import("#server/db.ts");
  const { closeEventListener } = await import("#server/event-listener.ts");
  await closeEventListener();
  await closeDatabase();
  await onServer((client) => client.query(`DROP DATABASE IF EXISTS ${databaseName(url)} WITH (FORCE)`));
});

function onServer(work: Parameters<typeof withClient>[1]) {
  return withClient(databaseUrl(template, "postgres"), work);
}
