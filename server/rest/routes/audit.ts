import { z } from "@hono/zod-openapi";
import { type AuditEntry, listAuditEntries } from "#server/audit-log.ts";
import { searchText } from "#server/search-text.ts";
import { createRestApp } from "../create-rest-app.ts";
import { decodeTimeCursor, pageFrom, pageOf, pageQuery } from "../page.ts";
import { jsonAnswer, restRoute } from "../rest-route.ts";

const text = searchText().optional();

const entrySchema = z
  .object({
    id: z.string(),
    actor: z
      .string()
      .openapi({ description: "An e-mail address, `key:<name>`, or `system:<part>` for Purser itself." }),
    action: z.string(),
    target: z.string(),
    agentId: z.string().nullable(),
    agentName: z.string().nullable(),
    projectId: z.string().nullable(),
    projectName: z.string().nullable(),
    before: z.unknown().openapi({ description: "What was, by field; amounts are decimal strings." }),
    after: z.unknown(),
    createdAt: z.iso.datetime(),
  })
  .openapi("AuditEntry");

const list = restRoute("viewAudit", {
  method: "get",
  path: "/v1/audit",
  summary: "Who changed what, newest first",
  request: {
    query: pageQuery.extend({
      group: text.openapi({ description: "A group of actions: `budget` of `budget.set`." }),
      actor: text,
      target: text.openapi({ description: "A part of the target, or of the id or name of its agent or project." }),
    }),
  },
  responses: { 200: jsonAnswer("A page of the audit log.", pageOf(entrySchema)) },
});

export const audit = createRestApp().openapi(list, async (c) => {
  const { limit, cursor, ...filter } = c.req.valid("query");
  const last = decodeTimeCursor(cursor);
  const after = last && { createdAt: last.at, id: last.id };
  const rows = await listAuditEntries(c.get("ctx"), filter, { limit: limit + 1, after });
  const position = (entry: AuditEntry) => [entry.createdAt, entry.id];
  return c.json(pageFrom(rows, limit, { item: (entry) => entry, position }), 200);
});
