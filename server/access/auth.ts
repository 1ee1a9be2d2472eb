import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { jwt } from "better-auth/plugins/jwt";
import { magicLink } from "better-auth/plugins/magic-link";
import { organization } from "better-auth/plugins/organization";
import type { PrismaClient } from "#prisma/generated/client.ts";
import { prisma } from "#server/db.ts";
import { env } from "#server/env.ts";
import { log } from "#server/log.ts";
import { acceptInvitation } from "./accept-invitation.ts";
import { changePassword } from "./change-password.ts";
import { clientAddressHeader } from "./client-address.ts";
import { invitationSignUp } from "./invitation-sign-up.ts";
import { allowNewPassword } from "./new-password-by-link.ts";
import { localOrigins, ownOrigin } from "./own-origin.ts";
import { passwordLength } from "./password-length.ts";
import { renameUser } from "./rename-user.ts";
import { setPassword } from "./set-password.ts";
import { signInLimits } from "./sign-in-limits.ts";

const day = 24 * 60 * 60;

/** Working in another of one's organisations: the one thing left to Better Auth, which checks that one belongs to it. */
const switchPath = "/organization/set-active";

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
  const organizations = organization({ allowUserToCreateOrganization: false, disableOrganizationDeletion: true });
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
      customStorage: signInLimits,
      window: 60,
      max: 300,
      customRules: { "/sign-in/email": { window: 60, max: 10 }, "/magic-link/verify": { window: 60, max: 20 } },
    },
    disabledPaths: [
      // Links are printed by `npm start`, never asked for.
      "/sign-up/email",
      "/sign-in/magic-link",
      // Organisations, members and invitations are our own verbs': audited, and guarded against losing the last owner.
      ...Object.values(organizations.endpoints).flatMap(({ path }) => (path === switchPath ? [] : [path])),
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
      organizations,
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
      acceptInvitation(client),
      setPassword(client),
      changePassword(client),
      renameUser(client),
    ],
  });
}
