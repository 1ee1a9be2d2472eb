import type { BetterAuthPlugin } from "better-auth";
import { APIError, createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import type { PrismaClient } from "#prisma/generated/client.ts";
import { findOpenInvitation, type OpenInvitation } from "./invitations.ts";
import { invitationGone, joinByInvitation } from "./join-by-invitation.ts";
import { checkPasswordLength } from "./password-length.ts";

/**
 * `POST /api/auth/sign-up/invitation`: the one way to a new account. The invitation names the address and the role;
 * account, membership and acceptance are written together, and the person is signed in.
 */
export const invitationSignUp = (client: PrismaClient) =>
  ({
    id: "invitation-sign-up",
    endpoints: {
      signUpByInvitation: createAuthEndpoint(
        "/sign-up/invitation",
        {
          method: "POST",
          body: z.object({
            invitationId: z.string().min(1).max(128),
            name: z.string().trim().min(1).max(100),
            password: z.string(),
          }),
        },
        async (ctx) => {
          const { invitationId, name, password } = ctx.body;
          checkPasswordLength(password);
          const now = new Date();
          const invitation = await findOpenInvitation(invitationId, now);
          if (!invitation) throw invitationGone();
          if (invitation.hasAccount) {
            throw new APIError("CONFLICT", {
              code: "ACCOUNT_EXISTS",
              message: `${invitation.email} has an account already. Sign in to accept the invitation.`,
            });
          }
          const hash = await ctx.context.password.hash(password);
          const userId = await joinAsNewUser(client, { invitation, name, hash, now });
          const user = await ctx.context.internalAdapter.findUserById(userId);
          if (!user) throw invitationGone();
          const session = await ctx.context.internalAdapter.createSession(userId, false, {
            activeOrganizationId: invitation.organizationId,
          });
          await setSessionCookie(ctx, { session, user });
          return ctx.json({ email: user.email, organizationId: invitation.organizationId });
        },
      ),
    },
    rateLimit: [{ pathMatcher: (path) => path === "/sign-up/invitation", window: 60, max: 10 }],
  }) satisfies BetterAuthPlugin;

type NewUser = { invitation: OpenInvitation; name: string; hash: string; now: Date };

function joinAsNewUser(client: PrismaClient, { invitation, name, hash, now }: NewUser): Promise<string> {
  return client.$transaction((tx) =>
    joinByInvitation(tx, {
      invitation,
      now,
      personOf: async () => {
        const userId = uuidv7();
        await tx.user.create({
          // The link reached the invited address, which proves it as well as a mail to confirm would.
          data: { id: userId, name, email: invitation.email, emailVerified: true, createdAt: now },
        });
        await tx.account.create({
          data: { id: uuidv7(), userId, accountId: userId, providerId: "credential", password: hash, createdAt: now },
        });
        return userId;
      },
    }),
  );
}
