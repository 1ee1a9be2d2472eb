/**
 * The organisation a request may see. Minted in two places only: the session gate and the key/JWT check
 * (`access/`). A query that lacks one does not compile.
 */
export type OrgId = string & { readonly __brand: "OrgId" };

/** What a person may be in an organisation, highest first. */
export const roles = ["owner", "admin", "finance", "member"] as const;
export type Role = (typeof roles)[number];
export type ApiScope = "ingest" | "reserve" | "read" | "admin";

/** Who acts: a person with a role, a key with scopes, or Purser itself (jobs, demo data, command line). */
export type Actor =
  | { kind: "user"; id: string; email: string; role: Role }
  | { kind: "key"; id: string; name: string; scopes: readonly ApiScope[] }
  | { kind: "system"; name: string };

/** What every verb and query is given. `now` is the time the request came in. */
export type Ctx = { orgId: OrgId; actor: Actor; now: Date };

/** How the actor is written into the audit log. */
export function actorName(actor: Actor): string {
  if (actor.kind === "user") return actor.email;
  return actor.kind === "key" ? `key:${actor.name}` : `system:${actor.name}`;
}
