import type { Metadata } from "next";
import { Account } from "#components/account/account.tsx";
import { hasPassword } from "#server/access/has-password.ts";
import { cameByLink } from "#server/access/page-session.ts";
import { passwordLength } from "#server/access/password-length.ts";
import { workspace } from "../workspace.ts";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage() {
  const { user, organisation } = await workspace();
  return (
    <Account
      user={user}
      organisation={organisation.name}
      hasPassword={await hasPassword(user.id)}
      cameByLink={await cameByLink()}
      passwordLength={passwordLength}
    />
  );
}
