import type { Actor, Ctx, OrgId, Role } from "#server/context.ts";
import { AppError } from "#server/errors.ts";
import { auth } from "./auth.ts";
import { type Membership, membershipsOf } from "./memberships.ts";

/** Who is signed in, and in which organisation they are working. */
export type Session = {
  user: { id: string; email: string; name: string };
  orgId: OrgId;
  role: Role;
  organizations: Membership[];
};

/**
 * The session gate: the person behind a request's cookie, in the organisation they chose or else in the one they
 * joined first. Null when nobody is signed in. Membership is read each time, so a removed member is out at once.
 * A long session is prolonged only where the answer can carry cookies: they are handed to `setCookie`.
 * @throws AppError `forbidden` for a person who belongs to no organisation (any more).
 */
export async function readSession(headers: Headers, setCookie?: (cookie: string) => void): Promise<Session | null> {
  if (!headers.has("cookie")) return null;
  const { response, headers: answer } = await auth().api.getSession({
    headers,
    query: { disableRefresh: !setCookie },
    returnHeaders: true,
  });
  if (setCookie) for (const cookie of answer.getSetCookie()) setCookie(cookie);
  if (!response) return null;
  const { user, session } = response;
  const organizations = await membershipsOf(user.id);
  const current = organizations.find(({ id }) => id === session.activeOrganizationId) ?? organizations[0];
  if (!current) {
    throw new AppError("forbidden", "You do not belong to any organisation. Ask an owner for an invitation.");
  }
  return {
    user: { id: user.id, email: user.email, name: user.name },
    orgId: current.id,
    role: current.role,
    organizations,
  };
}

/** What verbs and queries are given for a session. `now` is the time the request came in. */
export function sessionCtx(session: Session, now: Date): Ctx {
  const { user, role, orgId } = session;
  const actor: Actor = { kind: "user", id: user.id, email: user.email, role };
  return { orgId, actor, now };
}
