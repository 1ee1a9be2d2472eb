import { z } from "zod";
import { createApiKey, createApiKeyInput, listApiKeys, revokeApiKey } from "#server/access/api-keys.ts";
import { orgProcedure, router } from "../init.ts";

type Info = Awaited<ReturnType<typeof listApiKeys>>[number];

/** Times go out as ISO 8601, by which the answer of a page equals that of HTTP. */
const shown = ({ createdAt, lastUsedAt, expiresAt, revokedAt, ...info }: Info) => ({
  ...info,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
  expiresAt: expiresAt?.toISOString() ?? null,
  revokedAt: revokedAt?.toISOString() ?? null,
});

/** The API keys of the organisation. */
export const keysRouter = router({
  list: orgProcedure("manageKeys").query(async ({ ctx }) => (await listApiKeys(ctx)).map(shown)),

  /** Answers the secret, which is told this once. */
  create: orgProcedure("manageKeys")
    .input(createApiKeyInput)
    .mutation(async ({ ctx, input }) => {
      const { key, ...info } = await createApiKey({ ctx, input });
      return { ...shown(info), key };
    }),

  revoke: orgProcedure("manageKeys")
    .input(z.strictObject({ id: z.string().min(1).max(200) }))
    .mutation(async ({ ctx, input }) => shown(await revokeApiKey({ ctx, input }))),
});
