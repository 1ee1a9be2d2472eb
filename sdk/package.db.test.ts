import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApi, testApi, testKey } from "../scripts/test-api.ts";
import { counter } from "../scripts/test-caps.ts";
import { testDirectory } from "../scripts/test-database.ts";
import { testOrganization } from "../scripts/test-organization.ts";
import { type TestProvider, testProvider } from "../scripts/test-provider.ts";
import { prisma } from "../server/db.ts";
import manifest from "./package.json" with { type: "json" };

const root = fileURLToPath(new URL("..", import.meta.url));
/** A program's folder, in which the package is installed as npm would: compiled, without its sources. */
const folder = testDirectory();
const installed = join(folder, "node_modules", manifest.name);

let api: TestApi;
let provider: TestProvider;
beforeAll(async () => {
  api = await testApi();
  provider = await testProvider();
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const built = spawnSync(process.execPath, [tsc, "--project", join(root, "sdk"), "--outDir", join(installed, "dist")]);
  expect(built.stdout.toString()).toBe("");
  cpSync(join(root, "sdk/package.json"), join(installed, "package.json"));
  for (const name of ["openai", "@anthropic-ai/sdk", "ai", "@ai-sdk/openai"]) {
    mkdirSync(dirname(join(folder, "node_modules", name)), { recursive: true });
    symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
  }
});
afterAll(async () => {
  await provider.close();
  await api.close();
});

test("the package has every file it names, and needs no other package", () => {
  const named = Object.values(manifest.exports).flatMap((entry) => Object.values(entry));
  expect(named.filter((file) => !existsSync(join(installed, file)))).toEqual([]);
  expect(manifest).not.toHaveProperty("dependencies");
  const sources = named
    .filter((file) => file.endsWith(".js"))
    .map((file) => readFileSync(join(installed, file), "utf8"));
  expect(sources.flatMap((text) => [...text.matchAll(/from "([^."][^"]*)"/g)].map(([, from]) => from))).toEqual([]);
});

test("who installs the package is asked to allow no script: it comes compiled", () => {
  const run = ["preinstall", "install", "postinstall", "prepare"];
  expect(Object.keys(manifest.scripts).filter((name) => run.includes(name))).toEqual([]);
  expect(manifest.scripts.prepack).toContain("tsc");
});

/** Those of README.md run where they are pasted: scripts/readme.db.test.ts. */
const snippets = [...readFileSync(join(root, "docs/sdk.md"), "utf8").matchAll(/```js\n(.*?)```/gs)].map(
  ([, code = ""], i) => [`docs/sdk.md, example ${i + 1}`, code] as const,
);

test("there are examples of everything", () => {
  for (const from of Object.keys(manifest.exports)) {
    expect(snippets.some(([, code]) => code.includes(`"${manifest.name}${from.slice(1)}"`))).toBe(true);
  }
});

test.each(snippets)("%s works as pasted", async (name, code) => {
  const ctx = await testOrganization({ projects: ["my-project"] });
  const program = join(folder, `${name.replaceAll(/\W+/g, "-")}.mjs`);
  // The address alone is another one.
  writeFileSync(program, code.replaceAll("http://localhost:3000", api.url));
  const child = spawn(process.execPath, [program], {
    cwd: folder,
    env: {
      ...{ PATH: process.env.PATH, NODE_ENV: "production" },
      PURSER_KEY: await testKey(ctx, "ingest", "reserve"),
      ...{ OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: provider.url },
      ...{ ANTHROPIC_API_KEY: "sk-test", ANTHROPIC_BASE_URL: provider.url.replace("/v1", "") },
    },
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => said.push(String(part)));
  const [status] = await once(child, "close");
  expect({ status, said: said.join("") }).toMatchObject({ status: 0 });
  if (!code.includes("guard(")) expect(said.join("")).toContain("Hello from the stub.");
  const entries = await prisma().creditTransaction.findMany({ where: { orgId: ctx.orgId } });
  expect(entries.length).toBeGreaterThan(0);
  expect(entries.every(({ agentId, status }) => agentId === "triage-bot" && status === "ok")).toBe(true);
  expect((await counter(ctx, "organization", ctx.orgId)).reserved).toBe(0n);
});
