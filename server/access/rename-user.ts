import type { BetterAuthPlugin } from "better-auth";
import { createAuthEndpoint, sensitiveSessionMiddleware } from "better-auth/api";
import { z } from "zod";
import type { PrismaClient } from "#prisma/generated/client.ts";
import { audit } from "#server/audit.ts";
import { ownContexts } from "./own-contexts.ts";

/** `POST /api/auth/account/rename`: the name by which others see whoever is signed in, 1 to 100 characters. */
export const renameUser = (client: PrismaClient) =>
  ({
    id: "rename-user",
    endpoints: {
      renameSelf: createAuthEndpoint(
        "/account/rename",
        {
          method: "POST",
          use: [sensitiveSessionMiddleware],
          body: z.object({ name: z.string().trim().min(1).max(100) }),
        },
        async (ctx) => {
          const { user } = ctx.context.session;
          const { name } = ctx.body;
          const contexts = await ownContexts(user, new Date());
          if (name !== user.name) {
            await client.$transaction(async (tx) => {
              await tx.user.update({ where: { id: user.id }, data: { name } });
              const change = { before: { name: user.name }, after: { name } };
              for (const context of contexts) {
                await audit(tx, context, { action: "user.rename", target: `user:${user.id}`, ...change });
              }
            });
          }
          return ctx.json({ name });
        },
      ),
    },
    rateLimit: [{ pathMatcher: (path) => path === "/account/rename", window: 60, max: 30 }],
  }) satisfies BetterAuthPlugin;
