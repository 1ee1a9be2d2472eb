import { APIError } from "better-auth/api";
import type { Ctx } from "#server/context.ts";
import { membershipsOf } from "./memberships.ts";

/**
 * The organisations in which a change of one's own account is audited: every one of them, since an account opens all.
 * `now` is the time the request came in.
 * @throws APIError `NO_ORGANIZATION` for a person who belongs to none (any more).
 */
export async function ownContexts({ id, email }: { id: string; email: string }, now: Date): Promise<Ctx[]> {
  const memberships = await membershipsOf(id);
  if (memberships.length === 0) {
    throw new APIError("FORBIDDEN", {
      code: "NO_ORGANIZATION",
      message: "You do not belong to any organisation. Ask an owner for an invitation.",
    });
  }
  return memberships.map(({ id: orgId, role }) => ({ orgId, now, actor: { kind: "user", id, email, role } }));
}
