"use client";

import { LogOut, UserRound } from "lucide-react";
import { askAuth } from "#components/account/ask-auth.ts";
import { MenuButton } from "#components/ui/menu-button.tsx";
import { showToast } from "#components/ui/toast.tsx";

type UserMenuProps = { user: { name: string; email: string; role: string }; organisation: string };

async function signOut() {
  if (!(await askAuth("sign-out", {}))) window.location.assign("/sign-in");
  else showToast({ kind: "error", text: "You are still signed in: the server did not answer. Try again." });
}

/** Who is signed in, as what, and the way out. */
export function UserMenu({ user, organisation }: UserMenuProps) {
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
