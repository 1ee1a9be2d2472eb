import type { BetterAuthPlugin } from "better-auth";
import { APIError, createAuthEndpoint, sensitiveSessionMiddleware } from "better-auth/api";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import type { PrismaClient } from "#prisma/generated/client.ts";
import { audit } from "#server/audit.ts";
import type { Ctx } from "#server/context.ts";
import { ownContexts } from "./own-contexts.ts";
import { checkPasswordLength } from "./password-length.ts";

/**
 * `POST /api/auth/account/set-password`: the first password of whoever is signed in and has none. Better Auth's own
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
          const { user } = ctx.context.session;
          checkPasswordLength(ctx.body.newPassword);
          const contexts = await ownContexts(user, new Date());
          const hash = await ctx.context.password.hash(ctx.body.newPassword);
          await writeFirst(client, { userId: user.id, hash, contexts });
          return ctx.json({ status: true });
        },
      ),
    },
    rateLimit: [{ pathMatcher: (path) => path === "/account/set-password", window: 60, max: 10 }],
  }) satisfies BetterAuthPlugin;

type FirstPassword = { userId: string; hash: string; contexts: Ctx[] };

function writeFirst(client: PrismaClient, { userId, hash, contexts }: FirstPassword): Promise<void> {
  return client.$transaction(async (tx) => {
    // There may be no account row to lock yet, so requests at once wait here for each other.
    await tx.$queryRaw`SELECT 1 FROM users WHERE id = ${userId} FOR NO KEY UPDATE`;
    const account = await tx.account.findFirst({ where: { userId, providerId: "credential" } });
    if (account?.password) {
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
      await audit(tx, ctx, { action: "user.set_password", target: `user:${userId}`, before: { hasPassword: false } });
    }
  });
}
