import type { Metadata } from "next";
import Link from "next/link";
import { buttonClass } from "#components/ui/button.tsx";
import { findOpenInvitation } from "#server/access/invitations.ts";
import { currentUser } from "#server/access/page-session.ts";
import { AuthHeading } from "../../auth-heading.tsx";
import { JoinButton, SwitchAccountButton } from "./join-buttons.tsx";
import { NewAccountForm } from "./new-account-form.tsx";

export const metadata: Metadata = { title: "Accept Invitation", referrer: "no-referrer" };

export default async function AcceptInvitationPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const invitation = await findOpenInvitation(id, new Date());
  if (!invitation) {
    return (
      <>
        <AuthHeading title="Invitation Not Found">
          It was used, withdrawn or has expired. Ask whoever invited you for a new one.
        </AuthHeading>
        <Link href="/sign-in" className={`${buttonClass({ size: "medium" })} w-full`}>
          Go to Sign In
        </Link>
      </>
    );
  }
  const { email, organizationName, inviterName, role, hasAccount } = invitation;
  const user = await currentUser();
  return (
    <>
      <AuthHeading title={`Join ${organizationName}`}>
        {inviterName} invited {email}. The role is {role}.
      </AuthHeading>
      {user?.email === email ? (
        <JoinButton invitationId={id} organizationName={organizationName} />
      ) : user ? (
        <SwitchAccountButton invitationId={id} signedInAs={user.email} />
      ) : hasAccount ? (
        <Link
          href={`/sign-in?next=${encodeURIComponent(`/accept-invitation/${id}`)}`}
          className={`${buttonClass({ variant: "primary", size: "medium" })} w-full`}
        >
          Sign In to Join
        </Link>
      ) : (
        <NewAccountForm invitationId={id} email={email} />
      )}
    </>
  );
}
