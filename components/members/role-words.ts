import type { Role } from "#server/context.ts";

/** The roles as they are named, highest first, and what each may do. */
export const roleWords: Record<Role, { label: string; may: string }> = {
  owner: { label: "Owner", may: "Everything, owners and the organisation’s name included." },
  admin: { label: "Admin", may: "Limits, agents, projects, prices, revenue, approvals, keys, webhooks and members." },
  finance: {
    label: "Finance",
    may: "Reads everything, the audit log too, sets prices and revenue, and dismisses insights.",
  },
  member: { label: "Member", may: "Reads everything but the audit log, and acknowledges alerts." },
};

/** The roles that somebody may give: only an owner makes owners. */
export function rolesToGive(own: Role): Role[] {
  const all = Object.keys(roleWords) as Role[];
  return own === "owner" ? all : all.filter((role) => role !== "owner");
}

/** `an owner`, `a member`, and `in finance`, as one says of people. */
export const asWhat = (role: Role): string =>
  role === "finance" ? "in finance" : `${/^[aeiou]/.test(role) ? "an" : "a"} ${role}`;
