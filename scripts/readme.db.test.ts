import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test as plain } from "vitest";
import { prisma } from "#server/db.ts";
import { type TestApi, testApi } from "./test-api.ts";
import { testDirectory } from "./test-database.ts";
import { type TestProvider, testProvider } from "./test-provider.ts";

/*
 * What README.md says to paste, pasted in its order into one shell, against a real server. Only the address and what would
 * be fetched from the npm registry are others.
 */

const root = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(join(root, "README.md"), "utf8");
const blocks = [...readme.matchAll(/```(\w+)\n(.*?)```/gs)].map(([, language = "", text = ""]) => ({ language, text }));
const block = (language: string, part: string) =>
  blocks.find((one) => one.language === language && one.text.includes(part))?.text ??
  expect.fail(`README.md has no ${language} with ${part}`);

/** A clone as the reader's, beside which there is room for an agent. */
const clone = join(testDirectory(), "purser");
const agent = join(clone, "../my-agent");

let api: TestApi;
let provider: TestProvider;
let shell: (pasted: string) => Promise<string>;
beforeAll(async () => {
  api = await testApi();
  provider = await testProvider();
  mkdirSync(clone);
  for (const name of ["package.json", ".npmrc", "scripts", "server", "prisma", "node_modules"])
    symlinkSync(join(root, name), join(clone, name));
  cpSync(join(root, "sdk"), join(clone, "sdk"), {
    recursive: true,
    filter: (from) => !/\.test\.ts$|\/dist$|\.tgz$/.test(from),
  });
  await prisma().organization.create({ data: { id: "demo", slug: "demo", name: "Demo" } });
  const now = new Date();
  await prisma().orgSettings.create({ data: { orgId: "demo", createdAt: now, updatedAt: now } });
  shell = openShell();
});
afterAll(async () => {
  await provider.close();
  await api.close();
});

/** One shell for the whole file: what is exported stays, and so does where it stands. Returns what a paste printed. */
function openShell(): typeof shell {
  const child = spawn("bash", ["-e"], {
    cwd: clone,
    env: {
      ...process.env,
      ...{ NODE_ENV: "production", NODE_OPTIONS: "--disable-warning=ExperimentalWarning" },
      ...{ OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: provider.url },
    },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part) => (said += String(part)));
  const gone = once(child, "exit").then(([status]) => `\nThe shell ended with ${status}.`);
  return async (pasted) => {
    said = "";
    child.stdin.write(`${elsewhere(pasted)}\necho; echo '--- pasted ---'\n`);
    while (!said.includes("--- pasted ---\n")) {
      const more = once(child.stdout, "data").then(() => "");
      const end = await Promise.race([more, gone]);
      if (end) expect.fail(said + end);
    }
    return said.replace("--- pasted ---\n", "").trim();
  };
}

const elsewhere = (text: string) =>
  text
    .replaceAll("http://localhost:3000", api.url)
    .replace(/^(npm install "\$PURSER_SDK") openai$/m, `$1 --offline && ${linked("openai")}`)
    .replace(
      /^npm install @opentelemetry\/api .*$/m,
      linked("@opentelemetry/api", "ai", "@ai-sdk/openai", "@ai-sdk/otel"),
    );

/** A command that puts packages of ours where npm would have put them. */
const linked = (...names: string[]) =>
  names
    .map((name) => join("node_modules", name))
    .map((path) => `mkdir -p '${dirname(path)}' && ln -s '${join(root, path)}' '${path}'`)
    .join(" && ");

/** Windows, and little else, has neither. */
const test = plain.skipIf(spawnSync("sh", ["-c", "command -v bash && command -v curl"]).status !== 0);

const calls = () =>
  prisma().creditTransaction.findMany({ where: { orgId: "demo" }, orderBy: [{ recordedAt: "asc" }, { id: "asc" }] });

test("a key and a project, the first call by curl, and the same again", async () => {
  expect(await shell(block("sh", "export PURSER_KEY="))).toContain("my-project");
  expect(await shell(block("sh", '"id":"call-1"'))).toBe('{"accepted":1,"duplicates":0,"rejected":[]}');
  expect(await shell(block("sh", '"id":"call-1"'))).toBe('{"accepted":0,"duplicates":1,"rejected":[]}');
  const [call] = await calls();
  expect(call).toMatchObject({ projectId: "my-project", agentId: "triage-bot", costNanos: 180_000_000n });
});

test("a cap that holds, and a price of one's own", async () => {
  await shell(block("sh", '"id":"call-1"').replace("call-1", "call-2"));
  const said = await shell(block("sh", "api() {"));
  const [budget, ...answers] = said
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
  expect(budget).toMatchObject({ limit: 1, spent: 0.36 });
  expect(answers.map(({ decision, code, cost }) => decision ?? code ?? cost)).toEqual([
    ...["allow", "allow", "budget_exceeded", "budget_exceeded"],
    ...[0.057, "allow"],
  ]);
  expect(said).toContain("$1 a day: $0.36 spent and $0.6 held");
  const prices = await shell(block("sh", "api PUT prices"));
  expect(prices).toContain('"model":"house-7b"');
  expect(prices).toContain('"input":"3"');
});

test("the SDK: packed, installed beside an agent, and its example", async () => {
  await shell(block("sh", "npm pack"));
  writeFileSync(join(agent, "agent.mjs"), elsewhere(block("js", "wrapOpenAI")));
  expect(await shell("node agent.mjs")).toBe("Hello from the stub.");
  expect((await calls()).at(-1)).toMatchObject({
    ...{ projectId: "my-project", agentId: "triage-bot", provider: "openai", model: "gpt-4.1", status: "ok" },
    reservationId: expect.any(String),
  });
});

/** What @opentelemetry/auto-instrumentations-node/register does with those variables, of the same parts, without its 200 packages. */
const register = `
const { trace } = require("@opentelemetry/api");
const { OTLPTraceExporter } = require("@opentelemetry/exporter-trace-otlp-" + { "http/protobuf": "proto", "http/json": "http" }[process.env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL]);
const { detectResources, envDetector } = require("@opentelemetry/resources");
const { BatchSpanProcessor, NodeTracerProvider } = require("@opentelemetry/sdk-trace-node");
const resource = detectResources({ detectors: [envDetector] });
const provider = new NodeTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())] });
provider.register();
process.once("beforeExit", () => provider.shutdown());
`;

/** An agent that is traced: it knows nothing of Purser. */
const traced = `
import { openai } from "@ai-sdk/openai";
import { OpenTelemetry } from "@ai-sdk/otel";
import { generateText, registerTelemetry } from "ai";
registerTelemetry(new OpenTelemetry());
const { text } = await generateText({ model: openai("gpt-4.1"), prompt: "Say hello." });
console.log(text);
`;

test("OpenTelemetry: the variables alone, and an agent that is traced with the AI SDK", async () => {
  const parts = join(agent, "node_modules/@opentelemetry/auto-instrumentations-node");
  mkdirSync(parts, { recursive: true });
  symlinkSync(join(root, "node_modules"), join(parts, "node_modules"));
  writeFileSync(join(parts, "register.js"), register);
  writeFileSync(join(agent, "agent.mjs"), traced);
  expect(await shell(block("sh", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"))).toBe("Hello from the stub.");
  expect((await calls()).at(-1)).toMatchObject({
    ...{ id: expect.stringMatching(/^otel:/), projectId: "my-project", agentId: "triage-bot" },
    ...{ inputTokens: 120n, cachedInputTokens: 40n, outputTokens: 30n, costNanos: 420_000n },
  });
});

test("reserve, call, settle without the SDK", async () => {
  const callTheModel = "const callTheModel = async () => ({ input: 3_700, output: 640 });\n";
  writeFileSync(join(agent, "capped.mts"), callTheModel + elsewhere(block("ts", "callTheModel()")));
  expect(await shell("node capped.mts")).toBe("");
  expect((await calls()).at(-1)).toMatchObject({ inputTokens: 3_700n, outputTokens: 640n, costNanos: 20_700_000n });
});
