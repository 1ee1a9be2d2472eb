import type { BetterAuthPlugin } from "better-auth";
import { APIError, createAuthEndpoint, sensitiveSessionMiddleware } from "better-auth/api";
import { z } from "zod";
import type { PrismaClient } from "#prisma/generated/client.ts";
import { findOpenInvitation } from "./invitations.ts";
import { invitationGone, joinByInvitation } from "./join-by-invitation.ts";

/**
 * `POST /api/auth/invitation/accept`: whoever is signed in with the invited address joins, audited, and works in that
 * organisation from then on.
 */
export const acceptInvitation = (client: PrismaClient) =>
  ({
    id: "accept-invitation",
    endpoints: {
      acceptOwnInvitation: createAuthEndpoint(
        "/invitation/accept",
        {
          method: "POST",
          use: [sensitiveSessionMiddleware],
          body: z.object({ invitationId: z.string().min(1).max(128) }),
        },
        async (ctx) => {
          const { user, session } = ctx.context.session;
          const now = new Date();
          const invitation = await findOpenInvitation(ctx.body.invitationId, now);
          if (!invitation) throw invitationGone();
          if (invitation.email !== user.email.toLowerCase()) {
            throw new APIError("FORBIDDEN", {
              code: "ANOTHER_ADDRESS",
              message: `This invitation is for another address than ${user.email}. Sign in with the invited one.`,
            });
          }
          const { organizationId } = invitation;
          await client.$transaction(async (tx) => {
            await joinByInvitation(tx, { invitation, now, personOf: async () => user.id });
            await tx.session.update({ where: { id: session.id }, data: { activeOrganizationId: organizationId } });
          });
          return ctx.json({ organizationId });
        },
      ),
    },
    rateLimit: [{ pathMatcher: (path) => path === "/invitation/accept", window: 60, max: 30 }],
  }) satisfies BetterAuthPlugin;
