import type { Actor, Ctx, OrgId, Role } from "#server/context.ts";
import { AppError, toAppError } from "#server/errors.ts";
import { auth } from "./auth.ts";
import { type Membership, membershipsOf } from "./memberships.ts";

/** Who is signed in, and in which organisation they are working. */
export type Session = {
  user: { id: string; email: string; name: string };
  orgId: OrgId;
  role: Role;
  organizations: Membership[];
};

type SignedIn = { user: Session["user"]; sessionId: string; activeOrganizationId: string | null };

/**
 * The person behind a request's cookie, whether or not they belong to an organisation; null when nobody is signed in.
 * A long session is prolonged only where the answer can carry cookies: they are handed to `setCookie`.
 */
export async function readUser(headers: Headers, setCookie?: (cookie: string) => void): Promise<SignedIn | null> {
  if (!headers.has("cookie")) return null;
  const found = auth().api.getSession({ headers, query: { disableRefresh: !setCookie }, returnHeaders: true });
  const { response, headers: answer } = await found.catch((error: unknown) => {
    // Better Auth wraps what went wrong; a lost database is to be told from a bug.
    throw toAppError(error instanceof Error ? (error.cause ?? error) : error);
  });
  if (setCookie) for (const cookie of answer.getSetCookie()) setCookie(cookie);
  if (!response) return null;
  const { id, email, name } = response.user;
  const { session } = response;
  return {
    user: { id, email, name },
    sessionId: session.id,
    activeOrganizationId: session.activeOrganizationId ?? null,
  };
}

/**
 * The session gate: who is signed in, in the organisation they chose or else in the one they joined first. Null when
 * nobody is. Membership is read each time, so a removed member is out at once.
 * @throws AppError `forbidden` for a person who belongs to no organisation (any more).
 */
export async function readSession(headers: Headers, setCookie?: (cookie: string) => void): Promise<Session | null> {
  const found = await readUser(headers, setCookie);
  return found && inOrganization(found);
}

async function inOrganization({ user, activeOrganizationId }: SignedIn): Promise<Session> {
  const organizations = await membershipsOf(user.id);
  const current = organizations.find(({ id }) => id === activeOrganizationId) ?? organizations[0];
  if (!current) {
    throw new AppError("forbidden", "You do not belong to any organisation. Ask an owner for an invitation.");
  }
  return { user, orgId: current.id, role: current.role, organizations };
}

/** What verbs and queries are given for a session. `now` is the time the request came in. */
export function sessionCtx(session: Session, now: Date): Ctx {
  const { user, role, orgId } = session;
  const actor: Actor = { kind: "user", id: user.id, email: user.email, role };
  return { orgId, actor, now };
}
