import type { BetterAuthPlugin } from "better-auth";
import { APIError, createAuthEndpoint, sensitiveSessionMiddleware } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { z } from "zod";
import type { PrismaClient } from "#prisma/generated/client.ts";
import { audit } from "#server/audit.ts";
import type { Ctx } from "#server/context.ts";
import { endOtherSessions } from "./end-other-sessions.ts";
import { ownContexts } from "./own-contexts.ts";
import { checkPasswordLength } from "./password-length.ts";

/**
 * `POST /api/auth/account/change-password`: a new password for the current one. Every other session ends, and this
 * one gets a new cookie, so that a copy of the old one ends too. Unlike Better Auth's own, it keeps the chosen
 * organisation and is audited in its transaction.
 */
export const changePassword = (client: PrismaClient) =>
  ({
    id: "change-password",
    endpoints: {
      changeOwnPassword: createAuthEndpoint(
        "/account/change-password",
        {
          method: "POST",
          use: [sensitiveSessionMiddleware],
          body: z.object({ currentPassword: z.string(), newPassword: z.string() }),
        },
        async (ctx) => {
          const { user, session } = ctx.context.session;
          const { currentPassword, newPassword } = ctx.body;
          checkPasswordLength(newPassword);
          const contexts = await ownContexts(user, new Date());
          const account = await ctx.context.internalAdapter.findCredentialAccount(user.id);
          if (!account?.password) {
            throw new APIError("CONFLICT", { code: "NO_PASSWORD", message: "You have no password yet. Set one." });
          }
          if (!(await ctx.context.password.verify({ hash: account.password, password: currentPassword })))
            throw wrong();
          const hash = await ctx.context.password.hash(newPassword);
          const { id, password } = account;
          const token = await write(client, { account: { id, password }, hash, session, contexts });
          await setSessionCookie(ctx, { session: { ...session, token }, user });
          return ctx.json({ status: true });
        },
      ),
    },
    rateLimit: [{ pathMatcher: (path) => path === "/account/change-password", window: 60, max: 10 }],
  }) satisfies BetterAuthPlugin;

const wrong = () =>
  new APIError("BAD_REQUEST", { code: "WRONG_PASSWORD", message: "This is not your current password." });

type NewPassword = {
  account: { id: string; password: string };
  hash: string;
  session: { id: string; userId: string };
  contexts: Ctx[];
};

/** Returns the session's new token. */
function write(client: PrismaClient, { account, hash, session, contexts }: NewPassword): Promise<string> {
  const { userId } = session;
  return client.$transaction(async (tx) => {
    // The guard is in the statement: of two changes at once, the second no longer has the current password.
    const { count } = await tx.account.updateMany({ where: account, data: { password: hash } });
    if (count === 0) throw wrong();
    for (const ctx of contexts) {
      await audit(tx, ctx, { action: "user.set_password", target: `user:${userId}`, before: { hasPassword: true } });
    }
    return endOtherSessions(tx, session);
  });
}
