import "server-only";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { prisma } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { mayReplacePassword } from "./new-password-by-link.ts";
import { pageAddressHeader, safeAddress } from "./page-address.ts";
import { readSession, readUser, type Session } from "./session.ts";

/** Who is signed in, read once for everything that one page renders; an AppError where that person may see nothing. */
export const currentSession = cache(async (): Promise<Session | null | AppError> => {
  try {
    return await readSession(await headers());
  } catch (error) {
    if (error instanceof AppError && error.code === "forbidden") return error;
    throw error;
  }
});

/** The person who is signed in, whether or not they belong to an organisation. */
export const currentUser = cache(async (): Promise<Session["user"] | null> => {
  return (await readUser(await headers()))?.user ?? null;
});

/** True for a short while after a one-click link: a new password then takes no current one. */
export async function cameByLink(): Promise<boolean> {
  const found = await readUser(await headers());
  return found !== null && mayReplacePassword(prisma(), found.sessionId);
}

/**
 * The gate of every page that shows data: layouts and pages call it first. Whoever is not signed in is sent to sign in
 * and comes back to where they were going.
 */
export async function requireSession(): Promise<Session> {
  const session = await currentSession();
  if (session instanceof AppError) redirect("/sign-in?error=no-organization");
  if (session) return session;
  const next = safeAddress((await headers()).get(pageAddressHeader));
  redirect(next === "/dashboard" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`);
}
