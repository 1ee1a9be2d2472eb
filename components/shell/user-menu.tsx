"use client";

import { Building2, LogOut, UserRound } from "lucide-react";
import { askAuth } from "#components/account/ask-auth.ts";
import { MenuButton } from "#components/ui/menu-button.tsx";
import type { MenuEntry } from "#components/ui/menu-popup.tsx";
import { showToast } from "#components/ui/toast.tsx";

type UserMenuProps = {
  user: { name: string; email: string; role: string };
  /** Those the person belongs to, and the one they work in. */
  organizations: readonly { id: string; name: string }[];
  currentId: string;
};

/** Works in another organisation from now on, in every tab: the page is loaded anew, since nothing on it is of the other. */
async function switchTo(organizationId: string) {
  const refusal = await askAuth("organization/set-active", { organizationId });
  if (!refusal) window.location.assign("/dashboard");
  else showToast({ kind: "error", text: `You are still where you were. ${refusal.message}` });
}

async function signOut() {
  if (!(await askAuth("sign-out", {}))) window.location.assign("/sign-in");
  else showToast({ kind: "error", text: "You are still signed in: the server did not answer. Try again." });
}

/** Who is signed in, as what, and the way out. */
export function UserMenu({ user, organizations, currentId }: UserMenuProps) {
  const organisation = organizations.find(({ id }) => id === currentId)?.name ?? currentId;
  const initials = (user.name || user.email)
    .split(/[\s@.]+/)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join("");
  const role = user.role.charAt(0).toUpperCase() + user.role.slice(1);
  return (
    <MenuButton
      label={`Account, ${initials}`}
      className="group flex size-9 touch:size-11 items-center justify-center rounded-full"
      entries={[
        {
          kind: "text",
          key: "who",
          content: (
            <>
              <span className="block truncate font-medium">{user.name || user.email}</span>
              <span className="block truncate text-ink-muted">{user.email}</span>
              <span className="mt-1 block truncate text-ink-muted">
                {role} of {organisation}
              </span>
            </>
          ),
        },
        { kind: "line", key: "line" },
        ...(organizations.length > 1
          ? [
              ...organizations.map(
                ({ id, name }): MenuEntry => ({
                  kind: "choice",
                  key: id,
                  label: name,
                  icon: <Building2 aria-hidden="true" />,
                  chosen: id === currentId,
                  onSelect: () => void (id === currentId || switchTo(id)),
                }),
              ),
              { kind: "line", key: "organizations" } as const,
            ]
          : []),
        {
          kind: "link",
          key: "account",
          label: "Account",
          icon: <UserRound aria-hidden="true" />,
          href: "/dashboard/account",
        },
        { kind: "action", key: "out", label: "Sign Out", icon: <LogOut aria-hidden="true" />, onSelect: signOut },
      ]}
    >
      <span
        aria-hidden="true"
        className="flex size-8 items-center justify-center rounded-full bg-brand font-semibold text-brand-ink text-xs group-hover:opacity-90"
      >
        {initials}
      </span>
    </MenuButton>
  );
}
