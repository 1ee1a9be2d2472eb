import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { verifyJsonWebToken } from "./json-web-token.ts";
import { type Membership, membershipsOf } from "./memberships.ts";
import { readSession, sessionCtx } from "./session.ts";
import { keyPrefix, verifyApiKey } from "./verify-api-key.ts";

/**
 * Who sent a REST request: an API key, a JSON Web Token with `X-Org-ID`, or, for reading only, the session cookie of
 * a page (a link to an export). A cookie alone never writes: another site could have sent it along.
 * @throws AppError `unauthenticated` when credentials are missing or bad, `not_found` for an organisation that is not the caller's.
 */
export async function authenticate(headers: Headers, method: string, now: Date): Promise<Ctx> {
  const authorization = headers.get("authorization");
  const wanted = headers.get("x-org-id");
  if (authorization === null) return bySession(headers, method, wanted, now);
  const token = bearer(authorization);
  return token.startsWith(keyPrefix) ? byKey(token, wanted, now) : byToken(token, wanted, now);
}

/**
 * The same for a JSON Web Token alone, with the organisation in `X-Org-ID`.
 * @throws AppError `unauthenticated`, `bad_request` without the organisation, `not_found`.
 */
export async function authenticateByToken(headers: Headers, now: Date): Promise<Ctx> {
  const authorization = headers.get("authorization");
  const token = authorization === null ? null : bearer(authorization);
  if (token === null || token.startsWith(keyPrefix)) {
    throw new AppError(
      "unauthenticated",
      "This takes a member's JSON Web Token (GET /api/auth/token while signed in) as Authorization: Bearer …, and X-Org-ID.",
    );
  }
  return byToken(token, headers.get("x-org-id"), now);
}

function bearer(authorization: string): string {
  const token = /^Bearer +([^\s]+) *$/i.exec(authorization)?.[1];
  if (token) return token;
  throw new AppError("unauthenticated", "The Authorization header must read: Bearer, a space, and the key or token.");
}

/**
 * The same for an API key alone. `wanted`: the organisation that `X-Org-ID` names, if any.
 * @throws AppError `unauthenticated`, `not_found`.
 */
export async function byKey(token: string, wanted: string | null, now: Date): Promise<Ctx> {
  const key = await verifyApiKey(token, now);
  if (!key) throw new AppError("unauthenticated", "The API key is unknown, revoked or expired.");
  if (wanted !== null && wanted !== key.orgId) {
    throw new AppError(
      "not_found",
      `There is no organisation "${wanted}" for this API key: correct or leave out X-Org-ID.`,
    );
  }
  return { orgId: key.orgId, actor: { kind: "key", id: key.id, name: key.name, scopes: key.scopes }, now };
}

async function byToken(token: string, wanted: string | null, now: Date): Promise<Ctx> {
  const userId = await verifyJsonWebToken(token, now);
  if (!wanted) throw new AppError("bad_request", "A token needs the X-Org-ID header: the id of the organisation.");
  const [user, organizations] = await Promise.all([
    prisma().user.findUnique({ where: { id: userId } }),
    membershipsOf(userId),
  ]);
  if (!user) throw new AppError("unauthenticated", "The token's user no longer exists.");
  const { id: orgId, role } = ownOrganization(organizations, wanted);
  return sessionCtx({ user, orgId, role, organizations }, now);
}

async function bySession(headers: Headers, method: string, wanted: string | null, now: Date): Promise<Ctx> {
  const session = method === "GET" || method === "HEAD" ? await readSession(headers) : null;
  if (!session) throw new AppError("unauthenticated", "Send an API key: Authorization: Bearer pk_…");
  if (wanted === null) return sessionCtx(session, now);
  const { id: orgId, role } = ownOrganization(session.organizations, wanted);
  return sessionCtx({ ...session, orgId, role }, now);
}

function ownOrganization(organizations: Membership[], wanted: string): Membership {
  const found = organizations.find(({ id }) => id === wanted);
  if (!found) throw new AppError("not_found", `There is no organisation "${wanted}" that you are a member of.`);
  return found;
}
