import { PageHeader } from "#components/shell/page-header.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { KeysCard } from "./keys-card.tsx";
import { NameForm } from "./name-form.tsx";
import { PasswordForm } from "./password-form.tsx";

type AccountProps = {
  user: { name: string; email: string; role: string };
  organisation: string;
  hasPassword: boolean;
  /** Signed in by a one-click link just now: whoever forgot the password sets a new one without it. */
  cameByLink: boolean;
  /** In characters. */
  passwordLength: { min: number; max: number };
};

/** Who is signed in, and what they can change about it. */
export function Account({ user, organisation, hasPassword, cameByLink, passwordLength }: AccountProps) {
  return (
    <>
      <PageHeader title="Account" subtitle="Your profile and how you sign in." live={false} />
      <div className="grid max-w-2xl gap-4">
        <Card aria-labelledby="profile">
          <CardHeader id="profile" title="Profile" />
          <div className="grid gap-5 px-4 pt-4 pb-5 sm:px-5">
            <NameForm name={user.name} />
            <dl className="grid gap-x-6 gap-y-3 border-t pt-4 sm:grid-cols-[9rem_minmax(0,1fr)]">
              <Fact term="E-Mail Address">{user.email}</Fact>
              <Fact term="Organisation">{organisation}</Fact>
              <Fact term="Role">{user.role.charAt(0).toUpperCase() + user.role.slice(1)}</Fact>
            </dl>
          </div>
        </Card>
        <Card aria-labelledby="password">
          <CardHeader
            id="password"
            title={!hasPassword ? "Set Password" : cameByLink ? "Set New Password" : "Change Password"}
            scope={
              !hasPassword
                ? "You have no password yet. With one, you can sign in without a one-click link."
                : cameByLink
                  ? "You came by a one-click link, so your current password is not asked for. This signs you out everywhere else."
                  : "This signs you out everywhere else. You stay signed in here."
            }
          />
          <div className="px-4 pt-4 pb-5 sm:px-5">
            <PasswordForm email={user.email} hasPassword={hasPassword && !cameByLink} length={passwordLength} />
          </div>
        </Card>
        <KeysCard />
      </div>
    </>
  );
}

function Fact({ term, children }: { term: string; children: string }) {
  return (
    <div className="contents">
      <dt className="text-ink-muted max-sm:-mb-2.5">{term}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </div>
  );
}
