import { type Actor, type ApiScope, type Ctx, roles as everyone, type Role } from "#server/context.ts";
import { AppError } from "#server/errors.ts";

type Rule = { readonly roles: readonly Role[]; readonly scopes: readonly ApiScope[]; readonly what: string };

/**
 * Who may do what, for both transports: a person by the role in the organisation, a key by its scopes.
 * `what` ends the sentence "… may not". Purser itself (jobs, commands) may do everything.
 */
const permissions = {
  view: { roles: everyone, scopes: ["read", "admin"], what: "read this" },
  ingest: { roles: ["owner", "admin"], scopes: ["ingest", "admin"], what: "record usage" },
  reserve: { roles: ["owner", "admin"], scopes: ["reserve", "admin"], what: "reserve spend" },
  acknowledgeAlert: { roles: everyone, scopes: ["admin"], what: "acknowledge alerts" },
  dismissInsight: { roles: ["owner", "admin", "finance"], scopes: ["admin"], what: "dismiss insights" },
  viewApproval: { roles: everyone, scopes: ["reserve", "read", "admin"], what: "read approvals" },
  setLimit: { roles: ["owner", "admin"], scopes: ["admin"], what: "change limits" },
  decideApproval: { roles: ["owner", "admin"], scopes: ["admin"], what: "decide approvals" },
  manageProjects: { roles: ["owner", "admin"], scopes: ["admin"], what: "change projects" },
  manageAgents: { roles: ["owner", "admin"], scopes: ["admin"], what: "pause, resume or change agents" },
  managePrices: { roles: ["owner", "admin", "finance"], scopes: ["admin"], what: "change prices" },
  manageRevenue: { roles: ["owner", "admin", "finance"], scopes: ["admin"], what: "change revenue" },
  closeMonth: { roles: ["owner", "finance"], scopes: [], what: "close the books of a month" },
  reopenMonth: { roles: ["owner"], scopes: [], what: "reopen the books of a month" },
  exportBooks: { roles: ["owner", "admin", "finance"], scopes: ["read", "admin"], what: "export the books of a month" },
  reconcile: {
    roles: ["owner", "admin", "finance"],
    scopes: ["admin"],
    what: "reconcile the ledger with providers' reports",
  },
  manageWebhooks: { roles: ["owner", "admin"], scopes: ["admin"], what: "change webhooks" },
  manageKeys: { roles: ["owner", "admin"], scopes: ["admin"], what: "manage API keys" },
  manageMembers: { roles: ["owner", "admin"], scopes: [], what: "manage members" },
  manageOrganization: { roles: ["owner"], scopes: [], what: "change the organisation" },
  viewAudit: { roles: ["owner", "admin", "finance"], scopes: ["admin"], what: "read the audit log" },
} as const satisfies Record<string, Rule>;

export type Permission = keyof typeof permissions;

/** Every permission by name, for the table test and for pages that hide what the reader may not do. */
export const permissionNames = Object.keys(permissions) as Permission[];

/** True when the actor may do it. */
export function may(actor: Actor, permission: Permission): boolean {
  if (actor.kind === "system") return true;
  const rule: Rule = permissions[permission];
  if (actor.kind === "user") return rule.roles.includes(actor.role);
  return actor.scopes.some((scope) => rule.scopes.includes(scope));
}

/** The roles that suffice for it. */
export const rolesThatMay = (permission: Permission): readonly Role[] => permissions[permission].roles;

/** Every permission of an actor. */
export function permissionsOf(actor: Actor): Permission[] {
  return permissionNames.filter((permission) => may(actor, permission));
}

/**
 * Lets the actor pass or says what is missing.
 * @throws AppError `forbidden`.
 */
export function requirePermission(ctx: Pick<Ctx, "actor">, permission: Permission): void {
  if (may(ctx.actor, permission)) return;
  throw new AppError("forbidden", refusal(ctx.actor, permissions[permission]));
}

function refusal(actor: Actor, rule: Rule): string {
  if (actor.kind === "user") {
    return `A ${actor.role} may not ${rule.what}. It takes the role ${either(rule.roles)}.`;
  }
  if (rule.scopes.length === 0) return `An API key may not ${rule.what}. Sign in as ${either(rule.roles)}.`;
  return `This API key may not ${rule.what}. It takes the scope ${either(rule.scopes)}.`;
}

function either(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}
