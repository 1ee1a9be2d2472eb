import { describe, expect, test } from "vitest";
import type { Actor, ApiScope, Role } from "#server/context.ts";
import { AppError } from "#server/errors.ts";
import { may, type Permission, permissionNames, permissionsOf, requirePermission } from "./permissions.ts";

const user = (role: Role): Actor => ({ kind: "user", id: "u1", email: "ann@example.com", role });
const key = (...scopes: ApiScope[]): Actor => ({ kind: "key", id: "k1", name: "ci", scopes });

const everyone: Permission[] = ["view", "viewApproval", "acknowledgeAlert"];
const finance: Permission[] = [
  ...everyone,
  "dismissInsight",
  "managePrices",
  "manageRevenue",
  "closeMonth",
  "exportBooks",
  "reconcile",
  "viewAudit",
];
const owners: Permission[] = ["manageOrganization", "closeMonth", "reopenMonth"];
const admin = permissionNames.filter((name) => !owners.includes(name));

describe("who may do what", () => {
  test.each<[string, Actor, Permission[]]>([
    ["owner", user("owner"), permissionNames],
    ["admin", user("admin"), admin],
    ["finance", user("finance"), finance],
    ["member", user("member"), everyone],
    ["key without scopes", key(), []],
    ["ingest key", key("ingest"), ["ingest"]],
    ["reserve key", key("reserve"), ["reserve", "viewApproval"]],
    ["read key", key("read"), ["view", "viewApproval", "exportBooks"]],
    ["agent key", key("ingest", "reserve", "read"), ["ingest", "reserve", "view", "viewApproval", "exportBooks"]],
    ["admin key", key("admin"), admin.filter((name) => name !== "manageMembers")],
    ["Purser itself", { kind: "system", name: "jobs" }, permissionNames],
  ])("%s", (_name, actor, allowed) => {
    expect(permissionsOf(actor).sort()).toEqual([...allowed].sort());
  });

  test("a limit is set by owners and admins only", () => {
    const roles: Role[] = ["owner", "admin", "finance", "member"];
    expect(roles.filter((role) => may(user(role), "setLimit"))).toEqual(["owner", "admin"]);
  });
});

describe("a refusal says what it takes", () => {
  const message = (actor: Actor, permission: Permission) => {
    try {
      requirePermission({ actor }, permission);
    } catch (error) {
      if (error instanceof AppError && error.code === "forbidden") return error.message;
      throw error;
    }
    return "allowed";
  };

  test("by role", () => {
    expect(message(user("member"), "setLimit")).toBe(
      "A member may not change limits. It takes the role owner or admin.",
    );
  });

  test("by scope", () => {
    expect(message(key("read"), "ingest")).toBe(
      "This API key may not record usage. It takes the scope ingest or admin.",
    );
  });

  test("what only people may do", () => {
    expect(message(key("admin"), "manageMembers")).toBe(
      "An API key may not manage members. Sign in as owner or admin.",
    );
  });
});
