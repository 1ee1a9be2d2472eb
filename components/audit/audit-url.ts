import { createLoader, parseAsString } from "nuqs/server";

/** What the address of the page says. Typing replaces the step in the browser’s history, a choice adds one. */
export const auditUrl = {
  q: parseAsString.withDefault("").withOptions({ history: "replace", throttleMs: 300 }),
  group: parseAsString.withDefault("").withOptions({ history: "push" }),
  actor: parseAsString.withDefault("").withOptions({ history: "push" }),
};

export const loadAuditUrl = createLoader(auditUrl);

type AuditUrl = { q: string; group: string; actor: string };

/** The same as the server is asked. */
export const auditQuery = ({ q, group, actor }: AuditUrl) => ({
  target: q.trim().slice(0, 256) || undefined,
  group: group || undefined,
  actor: actor || undefined,
});
