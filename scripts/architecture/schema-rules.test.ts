import { describe, expect, it } from "vitest";
import { migrationViolations, schemaViolations } from "./schema-rules.ts";

const model = (name: string, body: string) => `model ${name} {\n${body}\n}\n`;

describe("the keys of the schema", () => {
  it.each([
    ["a key of several columns", model("Budget", "  orgId String\n  id String\n\n  @@id([orgId, id])")],
    ["one row an organisation", model("OrgSettings", '  orgId String @id @map("org_id")')],
    ["a table of Better Auth", model("User", "  id String @id")],
  ])("allow %s", (_, schema) => {
    expect(schemaViolations(schema)).toEqual([]);
  });

  it.each([
    ["another column first", model("Budget", "  @@id([id, orgId])")],
    ["an id of its own", model("Budget", "  orgId String\n  id String @id")],
    ["no key", model("Budget", "  orgId String")],
  ])("refuse %s", (_, schema) => {
    expect(schemaViolations(schema)).toEqual([expect.stringContaining("Budget")]);
  });

  it("go on only with a migration; comments and spaces do not count", () => {
    expect(migrationViolations("model A {\n  id  Int // new\n}", "model A {\n id Int\n}")).toEqual([]);
    expect(migrationViolations("model A {\n  id  Int\n}", "model A {\n  id String\n}")).toHaveLength(1);
  });
});
