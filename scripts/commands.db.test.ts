import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { findOpenInvitation } from "#server/access/invitations.ts";
import { ensureOwner } from "#server/access/organizations.ts";
import { verifyApiKey } from "#server/access/verify-api-key.ts";
import { prisma } from "#server/db.ts";
import { testDirectory } from "./test-database.ts";

type Outcome = { code: number; stdout: string; stderr: string };

function run(program: string, args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(program, args, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

/** As `npm run <name> -- <args>` does, without npm's own second. */
const command = (name: string, ...args: string[]) =>
  run(process.execPath, ["--disable-warning=ExperimentalWarning", `scripts/${name}.ts`, ...args]);

test("from nothing to a key that works: organisation, project, key", async () => {
  expect(await command("org", "create", "acme", "--name", "Acme Inc")).toMatchObject({ code: 0, stdout: "acme\n" });
  expect(await command("project", "create", "--org", "acme", "web")).toMatchObject({ code: 0, stdout: "web\n" });
  const { code, stdout } = await command("key", "--org", "acme", "--name", "ci", "--scopes", "ingest, read");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^pk_[\w-]{43}\n$/);
  expect(await verifyApiKey(stdout.trim(), new Date())).toMatchObject({ orgId: "acme", scopes: ["ingest", "read"] });
  expect(await prisma().orgSettings.findUnique({ where: { orgId: "acme" } })).not.toBeNull();
});

test("npm itself adds nothing to the key on standard output", async () => {
  await command("org", "create", "by-npm");
  const args = ["run", "key", "--", "--org", "by-npm", "--name", "ci", "--scopes", "read"];
  const { stdout } = await run(process.platform === "win32" ? "npm.cmd" : "npm", args);
  expect(stdout).toMatch(/^pk_[\w-]{43}\n$/);
});

test.each<[string, string[], string]>([
  ["org", ["create", "Not An Id"], "must be 1 to 63 of a–z"],
  ["project", ["create", "--org", "nobody", "web"], 'There is no organisation "nobody"'],
  ["key", ["--org", "nobody", "--name", "x", "--scopes", "read"], "npm run org -- create nobody"],
  ["sign-in-link", ["nobody@example.com"], 'There is no user "nobody@example.com"'],
  ["invite", ["ann@example.com", "--org", "nobody"], 'There is no organisation "nobody"'],
])("npm run %s -- %j fails with a sentence and a code, and prints no result", async (name, args, sentence) => {
  const { code, stdout, stderr } = await command(name, ...args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain(sentence);
  expect(stderr).not.toContain("    at ");
});

test("an import says where to see the calls, and ends with 0, 1 or 2", async () => {
  await command("org", "create", "importer");
  await command("project", "create", "--org", "importer", "web");
  const fixture = (name: string) => `server/ingest/import/fixtures/${name}`;
  const place = ["--org", "importer", "--project", "web"];
  const whole = await command("import", fixture("aider-analytics.jsonl"), ...place);
  expect(whole.code).toBe(0);
  expect(whole.stdout).toMatch(/^See January 2026: http:\S+\/dashboard\/products\/web\/ai-cost\?month=2026-01$/m);

  const part = await command("import", fixture("events.ndjson"), ...place, "--json");
  expect(part.code).toBe(2);
  expect(JSON.parse(part.stdout).page).toMatch(/\?month=\d{4}-\d{2}$/);

  // Each refused line with its reason, as the page lists it; the same of a dry run.
  const lists = await Promise.all(
    ["--json", "--dry-run"].map(async (how) => {
      const list = join(testDirectory(), `refused${how}.csv`);
      const { stdout } = await command("import", fixture("events.ndjson"), ...place, how, "--refused", list);
      if (how === "--dry-run") expect(stdout).toContain(`Refused lines, each with its reason: ${list}`);
      const refused = JSON.parse(part.stdout).files[0].refused as { reason: string; count: number; lines: number[] }[];
      const [header, ...rows] = parse(readFileSync(list, "utf8")) as string[][];
      expect(header).toEqual(["File", "Line", "Reason"]);
      expect(rows).toHaveLength(refused.reduce((sum, { count }) => sum + count, 0));
      expect(rows.map(([file, line, reason]) => [file, Number(line), reason])).toEqual(
        expect.arrayContaining(
          refused.map(({ reason, lines }) => [expect.stringContaining("events.ndjson"), lines[0], reason]),
        ),
      );
      return rows;
    }),
  );
  expect(lists[0]).toEqual(lists[1]);
  const nowhere = await command(
    "import",
    fixture("events.ndjson"),
    ...place,
    "--refused",
    "/no/such/folder/refused.csv",
  );
  expect(nowhere).toMatchObject({ code: 1, stdout: "" });
  expect(nowhere.stderr).toMatch(/^--refused: \/no\/such\/folder\/refused\.csv cannot be written: ENOENT/);

  const modelless = await command("import", fixture("inference.csv"), ...place);
  expect(modelless.code).toBe(1);
  expect(modelless.stdout).toContain("--map model=<column>");
  const unpriced = await command("import", fixture("inference.csv"), ...place, "--model", "own-model", "--dry-run");
  expect(unpriced.code).toBe(0);
  expect(unpriced.stdout).toContain("Not one of 3 calls has a reported cost or a known price");
});

test.each<[string, string[]]>([
  ["org", []],
  ["org", ["make", "acme"]],
  ["project", []],
  ["project", ["create", "web"]],
  ["key", []],
  ["key", ["--org", "nobody", "--nmae", "x"]],
  ["reconcile", ["all"]],
  ["rebuild-rollups", ["--orgs", "acme"]],
  ["sign-in-link", ["ann@example.com", "ben@example.com"]],
  ["invite", []],
  ["invite", ["--role", "member"]],
  ["backup", ["now"]],
  ["restore", []],
])("npm run %s -- %j, which means nothing, ends with 2 and the usage", async (name, args) => {
  const { code, stdout, stderr } = await command(name, ...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(`npm run ${name} `);
  expect(stderr).toContain("--data-dir");
});

test.each<[string, string[], string]>([
  ["key", ["--org", "demo"], "Missing: --name, --scopes."],
  ["key", ["--org", "demo", "--name", "", "--scopes", "read"], "Missing: --name."],
  ["project", ["create", "web"], "Missing: --org."],
])("npm run %s -- %j says what is missing", async (name, args, sentence) => {
  const { code, stderr } = await command(name, ...args);
  expect(code).toBe(2);
  expect(stderr.split("\n")[0]).toBe(sentence);
});

test("each check of reconcile is named once", async () => {
  const { stdout, stderr } = await command("reconcile");
  const lines = `${stdout}${stderr}`.split("\n").filter((line) => line !== "");
  expect(lines.length).toBeGreaterThan(3);
  expect(lines).toEqual(lines.filter((line) => line.startsWith("✓ ")));
  expect(new Set(lines).size).toBe(lines.length);
});

test.each(["org", "project", "key", "reconcile", "rebuild-rollups", "sign-in-link", "invite", "backup", "restore"])(
  "npm run %s -- --help says what it takes",
  async (name) => {
    const { code, stdout } = await command(name, "--help");
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^npm run ${name} .*--json.*Ends with 0`, "s"));
  },
);

test("--json tells a script everything that was made", async () => {
  const { stdout } = await command("org", "create", "scripted", "--json");
  expect(JSON.parse(stdout)).toMatchObject({ org: "scripted" });
  const key = await command("key", "--org", "scripted", "--name", "ci", "--scopes", "read", "--json");
  expect(JSON.parse(key.stdout)).toMatchObject({
    key: expect.stringMatching(/^pk_/),
    org: "scripted",
    scopes: ["read"],
  });
  const checked = await command("reconcile", "--json");
  expect(JSON.parse(checked.stdout)).toMatchObject({ ok: true });
});

test("an organisation that exists is not made again", async () => {
  await command("org", "create", "twice");
  const again = await command("org", "create", "twice");
  expect(again).toMatchObject({ code: 1, stdout: "", stderr: 'There is an organisation "twice" already.\n' });
});

test("a scope that is none is named with those there are", async () => {
  await command("org", "create", "scopes");
  const { code, stderr } = await command("key", "--org", "scopes", "--name", "x", "--scopes", "read,write");
  expect(code).toBe(1);
  expect(stderr).toContain("ingest, reserve, read, admin");
});

test("a new organisation belongs to the owner of the first, and the link is for that person", async () => {
  const input = { email: "ann@example.com", organization: { id: "first" } };
  await ensureOwner({ input, now: new Date("2026-01-01T00:00:00Z") });
  await command("org", "create", "later");
  const members = await prisma().member.findMany({ where: { organizationId: "later" }, include: { user: true } });
  expect(members).toMatchObject([{ role: "owner", user: { email: "ann@example.com" } }]);
  for (const args of [[], ["Ann@example.com"]]) {
    const { stdout } = await command("sign-in-link", ...args);
    expect(stdout).toMatch(link);
  }
});

const link = /^http:\/\/localhost:3000\/api\/auth\/magic-link\/verify\?token=\w+&\S+\n$/;

test("an invitation is a link alone on standard output, by which one can join", async () => {
  await command("org", "create", "inviting");
  const args = ["eve@example.com", "--role", "finance", "--org", "inviting"];
  const { code, stdout } = await command("invite", ...args);
  expect({ code, stdout }).toMatchObject({ code: 0 });
  const id = /^http:\/\/localhost:3000\/accept-invitation\/([\w-]{32})\n$/.exec(stdout)?.[1];
  expect(await findOpenInvitation(id ?? "", new Date())).toMatchObject({ email: "eve@example.com", role: "finance" });
  // There are several organisations by now.
  expect((await command("invite", "eve@example.com")).stderr).toMatch(/--org: .*inviting/);
});
