import { TriangleAlert } from "lucide-react";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Notice } from "#components/ui/notice.tsx";
import { safeAddress } from "#server/access/page-address.ts";
import { currentSession } from "#server/access/page-session.ts";
import { AppError } from "#server/errors.ts";
import { AuthHeading } from "../auth-heading.tsx";
import { SignInForm } from "./sign-in-form.tsx";

export const metadata: Metadata = { title: "Sign In" };

type Search = { next?: string | string[]; error?: string | string[] };

export default async function SignInPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { next: wanted, error } = await searchParams;
  const next = safeAddress(typeof wanted === "string" ? wanted : null);
  const session = await currentSession();
  if (session && !(session instanceof AppError)) redirect(next);
  const reason = session instanceof AppError ? noOrganization : typeof error === "string" ? reasonOf(error) : undefined;
  return (
    <>
      <AuthHeading title="Sign In" />
      {reason && (
        <div className="mb-5">
          <Notice tone="warning" icon={<TriangleAlert aria-hidden="true" />}>
            {reason}
          </Notice>
        </div>
      )}
      <SignInForm next={next} />
      <p className="mt-5 border-t pt-4 text-[0.8125rem] text-ink-muted text-pretty">
        No password yet, or forgotten it? Whoever runs Purser makes you a one-click link:{" "}
        <Command>npm run sign-in-link -- you@example.com</Command>
      </p>
    </>
  );
}

function Command({ children }: { children: string }) {
  return (
    <code className="rounded bg-sunken px-1 box-decoration-clone py-0.5 font-mono text-ink text-xs">{children}</code>
  );
}

const noOrganization = "You do not belong to any organisation any more. Ask an owner for an invitation.";

function reasonOf(error: string): string {
  if (error === "INVALID_TOKEN") {
    return "This sign-in link was used already or has expired: each works once, within the hour. Sign in by password, or get a new link as said below.";
  }
  if (error === "no-organization") return noOrganization;
  return "Signing in by this link did not work. Sign in by password, or get a new link as said below.";
}
