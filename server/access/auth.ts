import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { APIError } from "better-auth/api";
import { createAccessControl } from "better-auth/plugins/access";
import { jwt } from "better-auth/plugins/jwt";
import { magicLink } from "better-auth/plugins/magic-link";
import { organization } from "better-auth/plugins/organization";
import { defaultStatements } from "better-auth/plugins/organization/access";
import type { PrismaClient } from "#prisma/generated/client.ts";
import type { Role } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { env } from "#server/env.ts";
import { log } from "#server/log.ts";
import { changePassword } from "./change-password.ts";
import { clientAddressHeader } from "./client-address.ts";
import { invitationSignUp } from "./invitation-sign-up.ts";
import { invitationDays } from "./invite-member.ts";
import { allowNewPassword } from "./new-password-by-link.ts";
import { localOrigins, ownOrigin } from "./own-origin.ts";
import { passwordLength } from "./password-length.ts";
import { may } from "./permissions.ts";
import { renameUser } from "./rename-user.ts";
import { setPassword } from "./set-password.ts";

const day = 24 * 60 * 60;

export type Auth = ReturnType<typeof createAuth>;

/** One per Prisma client, so that closing the database and opening it again leaves nothing stale behind. */
const instances = new WeakMap<PrismaClient, Auth>();

/**
 * Better Auth: sessions, passwords, organisations and their members, JSON Web Tokens. It answers `/api/auth/*`.
 * Nobody can sign up by themselves; people come by invitation, or are made by `ensureOwner`.
 */
export function auth(): Auth {
  const client = prisma();
  const found = instances.get(client);
  if (found) return found;
  const created = createAuth(client);
  instances.set(client, created);
  return created;
}

function createAuth(client: PrismaClient) {
  const { PURSER_SECRET, PURSER_TRUSTED_PROXIES } = env();
  const origin = ownOrigin();
  return betterAuth({
    appName: "Purser",
    baseURL: origin,
    basePath: "/api/auth",
    secret: PURSER_SECRET,
    trustedOrigins: (request) => localOrigins(request),
    database: prismaAdapter(client, { provider: "postgresql", transaction: true }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLength.min,
      maxPasswordLength: passwordLength.max,
    },
    session: { expiresIn: 30 * day, updateAge: day },
    databaseHooks: {
      session: {
        create: {
          after: async (session, ctx) => {
            if (ctx?.path === "/magic-link/verify") await allowNewPassword(client, session);
          },
        },
      },
    },
    rateLimit: {
      enabled: true,
      window: 60,
      max: 300,
      customRules: { "/sign-in/email": { window: 60, max: 10 }, "/magic-link/verify": { window: 60, max: 20 } },
    },
    disabledPaths: [
      // Links are printed by `npm start`, never asked for; organisations come with their settings (create-organization).
      "/sign-up/email",
      "/sign-in/magic-link",
      "/organization/create",
      "/organization/delete",
      // `/account/…` does these, audited and with its limits; to try a password takes the tight limit there.
      "/update-user",
      "/change-password",
      "/verify-password",
    ],
    advanced: {
      cookiePrefix: "purser",
      // Better Auth would leave these checks out under test.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      useSecureCookies: origin.startsWith("https:"),
      defaultCookieAttributes: { sameSite: "lax", httpOnly: true },
      ipAddress: { ipAddressHeaders: [clientAddressHeader], trustedProxies: PURSER_TRUSTED_PROXIES },
    },
    telemetry: { enabled: false },
    onAPIError: { errorURL: `${origin}/sign-in` },
    logger: {
      level: "warn",
      log: (level, message, ...details) => {
        log[level]({ err: details.find((detail) => detail instanceof Error) }, `auth: ${message}`);
      },
    },
    plugins: [
      organization({
        ac,
        roles,
        creatorRole: "owner",
        allowUserToCreateOrganization: false,
        disableOrganizationDeletion: true,
        membershipLimit: 10_000,
        invitationLimit: 10_000,
        invitationExpiresIn: invitationDays * day,
        cancelPendingInvitationsOnReInvite: true,
        organizationHooks: {
          // The slug is the id that every row of the organisation carries.
          beforeUpdateOrganization: async ({ organization: change }) => {
            if (change.slug === undefined) return;
            throw new APIError("BAD_REQUEST", {
              code: "SLUG_IS_FIXED",
              message: "The id of an organisation is fixed.",
            });
          },
        },
      }),
      jwt({
        disableSettingJwtHeader: true,
        jwt: {
          issuer: origin,
          audience: origin,
          expirationTime: "15m",
          definePayload: ({ user }) => ({ email: user.email, name: user.name }),
        },
      }),
      magicLink({
        expiresIn: 60 * 60,
        disableSignUp: true,
        storeToken: "hashed",
        sendMagicLink: ({ url, metadata }) => metadata?.receive?.(url),
      }),
      invitationSignUp(client),
      setPassword(client),
      changePassword(client),
      renameUser(client),
    ],
  });
}

/** Better Auth's own checks follow the one table of permissions. */
const ac = createAccessControl(defaultStatements);
const statementsOf = (role: Role) => {
  const actor = { kind: "user", id: "", email: "", role } as const;
  return ac.newRole({
    organization: may(actor, "manageOrganization") ? ["update"] : [],
    member: may(actor, "manageMembers") ? ["create", "update", "delete"] : [],
    invitation: may(actor, "manageMembers") ? ["create", "cancel"] : [],
    team: [],
    ac: [],
  });
};
const roles = {
  owner: statementsOf("owner"),
  admin: statementsOf("admin"),
  finance: statementsOf("finance"),
  member: statementsOf("member"),
};
