import type { BetterAuthPlugin } from "better-auth";
import { APIError, createAuthEndpoint, sensitiveSessionMiddleware } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import type { PrismaClient } from "#prisma/generated/client.ts";
import { audit } from "#server/audit.ts";
import type { Ctx } from "#server/context.ts";
import { endOtherSessions } from "./end-other-sessions.ts";
import { takeNewPassword } from "./new-password-by-link.ts";
import { ownContexts } from "./own-contexts.ts";
import { checkPasswordLength } from "./password-length.ts";

/**
 * `POST /api/auth/account/set-password`: a password without the current one, for whoever has none yet or came by a
 * one-click link within the hour (they may have forgotten it; then every other session ends). Better Auth's own
 * `setPassword` has no address and would write two passwords for two requests at once; this one audits in its transaction.
 */
export const setPassword = (client: PrismaClient) =>
  ({
    id: "set-password",
    endpoints: {
      setFirstPassword: createAuthEndpoint(
        "/account/set-password",
        { method: "POST", use: [sensitiveSessionMiddleware], body: z.object({ newPassword: z.string() }) },
        async (ctx) => {
          const { user, session } = ctx.context.session;
          checkPasswordLength(ctx.body.newPassword);
          const contexts = await ownContexts(user, new Date());
          const hash = await ctx.context.password.hash(ctx.body.newPassword);
          const token = await write(client, { session, hash, contexts });
          if (token) await setSessionCookie(ctx, { session: { ...session, token }, user });
          return ctx.json({ status: true });
        },
      ),
    },
    rateLimit: [{ pathMatcher: (path) => path === "/account/set-password", window: 60, max: 10 }],
  }) satisfies BetterAuthPlugin;

type NewPassword = { session: { id: string; userId: string }; hash: string; contexts: Ctx[] };

/** Returns the session's new token where an earlier password was replaced. */
function write(client: PrismaClient, { session, hash, contexts }: NewPassword): Promise<string | undefined> {
  const { userId } = session;
  return client.$transaction(async (tx) => {
    // There may be no account row to lock yet, so requests at once wait here for each other.
    await tx.$queryRaw`SELECT 1 FROM users WHERE id = ${userId} FOR NO KEY UPDATE`;
    const account = await tx.account.findFirst({ where: { userId, providerId: "credential" } });
    const cameByLink = await takeNewPassword(tx, session.id);
    const hasPassword = Boolean(account?.password);
    if (hasPassword && !cameByLink) {
      throw new APIError("CONFLICT", {
        code: "PASSWORD_ALREADY_SET",
        message: "You have a password already. Change it with your current one.",
      });
    }
    if (account) {
      await tx.account.update({ where: { id: account.id }, data: { password: hash } });
    } else {
      await tx.account.create({
        data: { id: uuidv7(), userId, accountId: userId, providerId: "credential", password: hash },
      });
    }
    for (const ctx of contexts) {
      await audit(tx, ctx, { action: "user.set_password", target: `user:${userId}`, before: { hasPassword } });
    }
    return hasPassword ? endOtherSessions(tx, session) : undefined;
  });
}
