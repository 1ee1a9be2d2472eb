import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import { reconcile } from "#server/ledger/reconcile.ts";
import { fixture, trace } from "./fixtures/read-fixture.ts";
import { type ImportInput, importFiles } from "./import-files.ts";
import { totalOf } from "./import-summary.ts";

const folder = mkdtempSync(join(tmpdir(), "purser-import-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function imported(ctx: Ctx, path: string, input: Partial<ImportInput> = {}) {
  const files = await importFiles({ ctx, input: { paths: [path], projectId: "web", ...input } });
  const { read, recorded, duplicate, skipped, refused, unrecognised } = totalOf(files);
  expect(read).toBe(recorded + duplicate + skipped + refused);
  return { read, recorded, duplicate, skipped, refused, unrecognised, files };
}

const entriesOf = (ctx: Ctx) => prisma().creditTransaction.findMany({ where: { orgId: ctx.orgId } });

test("a folder of sessions with subagents and a resumed session: every call once, however often it is imported", async () => {
  const ctx = await testOrganization();
  expect(await imported(ctx, fixture("claude-code"))).toMatchObject({
    recorded: 5,
    duplicate: 1,
    skipped: 4,
    refused: 1,
  });
  expect(await imported(ctx, fixture("claude-code"))).toMatchObject({ recorded: 0, duplicate: 6 });
  expect(await imported(ctx, fixture("claude-code"), { agentId: "someone" })).toMatchObject({
    recorded: 0,
    duplicate: 6,
  });
  expect((await entriesOf(ctx)).reduce((sum, entry) => sum + entry.outputTokens, 0n)).toBe(
    120n + 50n + 30n + 80n + 60n,
  );
  expect(await reconcile()).toEqual([]);
});

test("a session is a run with start, end and trigger; its main agent and its subagents are jobs of their own", async () => {
  const ctx = await testOrganization();
  const project = join(folder, "projects", "-home-ann-web");
  const subagents = join(project, "s-2", "subagents");
  mkdirSync(subagents, { recursive: true });
  const call = (id: string, second: number, rest: object, content: unknown[] = []) => ({
    type: "assistant",
    sessionId: "s-2",
    requestId: id,
    timestamp: new Date(Date.UTC(2026, 1, 3, 9, 0, second)).toISOString(),
    message: { id, model: "claude-sonnet-4-6", content, usage: { input_tokens: 10, output_tokens: 5 } },
    ...rest,
  });
  const write = (path: string, ...records: object[]) =>
    writeFileSync(path, records.map((record) => JSON.stringify(record)).join("\n"));
  const task = { type: "tool_use", id: "toolu_1", name: "Task", input: { subagent_type: "Explore", prompt: "Look" } };
  write(
    join(project, "s-2.jsonl"),
    call("m-1", 0, {}, [{ type: "text", text: "I will look." }, task]),
    {
      type: "user",
      sessionId: "s-2",
      toolUseResult: { agentId: "a1" },
      message: { content: [{ type: "tool_result", tool_use_id: "toolu_1" }] },
    },
    call("m-2", 50, {}),
  );
  write(join(subagents, "agent-a1.jsonl"), call("m-3", 10, { agentId: "a1", isSidechain: true }));
  write(join(subagents, "agent-a2.jsonl"), call("m-4", 20, { agentId: "a2", isSidechain: true }));
  write(join(subagents, "agent-a2.meta.json"), { agentType: "code-reviewer" });
  write(join(subagents, "agent-acompact-0.jsonl"), call("m-5", 30, { agentId: "acompact-0", isSidechain: true }));

  expect(await imported(ctx, join(folder, "projects"))).toMatchObject({ recorded: 5, refused: 0, unrecognised: 0 });
  const run = await prisma().pipelineRun.findFirstOrThrow({ where: { orgId: ctx.orgId } });
  expect(run).toMatchObject({ id: "s-2", trigger: "Claude Code session", calls: 5, jobCount: 4 });
  expect([run.startedAt, run.lastEventAt]).toEqual([
    new Date("2026-02-03T09:00:00Z"),
    new Date("2026-02-03T09:00:50Z"),
  ]);
  const agents = await prisma().agent.findMany({ where: { orgId: ctx.orgId }, orderBy: { id: "asc" } });
  expect(agents.map(({ id, agentType }) => [id, agentType])).toEqual([
    ["claude-code", "main-agent"],
    ["claude-code/Explore", "Explore"],
    ["claude-code/code-reviewer", "code-reviewer"],
    ["claude-code/compaction", "compaction"],
  ]);
  expect(await imported(ctx, join(folder, "projects"))).toMatchObject({ recorded: 0, duplicate: 5, refused: 0 });
  expect(await reconcile()).toEqual([]);
});

test("a table without models is refused before anything of it is recorded", async () => {
  const ctx = await testOrganization();
  const { files, ...total } = await imported(ctx, fixture("inference.csv"));
  expect(total).toMatchObject({ recorded: 0, refused: 1 });
  expect(files[0]?.refused[0]?.reason).toContain("--model <name>");
  expect(await imported(ctx, fixture("inference.csv"), { model: "gpt-4o" })).toMatchObject({ recorded: 3, refused: 0 });
});

test("a Codex fork adds its own calls and none of those it copied", async () => {
  const ctx = await testOrganization();
  expect(await imported(ctx, fixture("codex-rollout.jsonl"))).toMatchObject({ recorded: 3, skipped: 1 });
  expect(await imported(ctx, fixture("codex-fork.jsonl"))).toMatchObject({ recorded: 1, duplicate: 2, refused: 0 });
});

test("a session that has grown brings only its new calls", async () => {
  const ctx = await testOrganization();
  const path = join(folder, "grown.jsonl");
  const line = (id: string, output: number) =>
    `${JSON.stringify({ type: "assistant", sessionId: "s-1", requestId: id, timestamp: "2026-03-02T09:00:00Z", message: { id, model: "claude-sonnet-4-6", usage: { input_tokens: 10, output_tokens: output } } })}\n`;
  writeFileSync(path, line("m-1", 5));
  expect(await imported(ctx, path)).toMatchObject({ recorded: 1 });
  appendFileSync(path, line("m-2", 7));
  expect(await imported(ctx, path)).toMatchObject({ recorded: 1, duplicate: 1, refused: 0 });
  // A call that grows after it was recorded is a conflict that is said, not a second charge.
  appendFileSync(path, line("m-1", 500));
  const grown = await imported(ctx, path);
  expect(grown).toMatchObject({ recorded: 0, duplicate: 1, skipped: 1, refused: 1 });
  expect(grown.files[0]?.refused[0]?.reason).toBe(
    "recorded before with outputTokens 5 instead of 500; the first entry stands",
  );
});

test("the same calls in another project are not charged again", async () => {
  const ctx = await testOrganization({ projects: ["web", "api"] });
  await imported(ctx, fixture("aider-analytics.jsonl"));
  const second = await imported(ctx, fixture("aider-analytics.jsonl"), { projectId: "api" });
  expect(second).toMatchObject({ recorded: 0, duplicate: 0, refused: 8 });
  expect(second.files[0]?.refused[0]?.reason).toContain("projectId web instead of api");
  expect(totalOf(second.files).months).toEqual([]);
});

test("reported costs stand beside computed ones; a far-off one is flagged with its line; hidden models are unpriced", async () => {
  const ctx = await testOrganization();
  const { files } = await imported(ctx, fixture("aider-analytics.jsonl"));
  expect(files[0]?.costGaps).toMatchObject([{ line: 5, model: "google/gemini-2.5-pro", reported: 9990.01252875 }]);
  expect(files[0]?.unpriced).toEqual([{ model: "openrouter/REDACTED", count: 1 }]);
  const entries = await entriesOf(ctx);
  const absurd = entries.find((entry) => entry.model === "gemini-2.5-pro");
  expect(absurd).toMatchObject({
    costSource: "reported",
    costNanos: 9_990_012_528_750n,
    computedCostNanos: 12_628_750n,
  });
  expect(entries.find((entry) => entry.provider === "ollama")).toMatchObject({ costSource: "reported", costNanos: 0n });
});

test("own events: good lines are recorded, each bad one is named with its line", async () => {
  const ctx = await testOrganization();
  const { files, ...total } = await imported(ctx, fixture("events.ndjson"));
  expect(total).toMatchObject({ read: 4, recorded: 2, refused: 2 });
  expect(files[0]?.refused.map(({ lines }) => lines)).toEqual([[2], [4]]);
  expect(files[0]?.refused[0]?.reason).toContain("inputTokens");
});

test("what nothing recognises is named and stops nothing", async () => {
  const ctx = await testOrganization();
  const mixed = join(folder, "mixed");
  cpSync(fixture("inference.csv"), join(mixed, "inference.csv"));
  writeFileSync(join(mixed, "notes.txt"), "Nothing to see, really.\n");
  expect(await imported(ctx, mixed, { model: "gpt-4o" })).toMatchObject({ recorded: 3, unrecognised: 1 });
});

test("a dry run counts and writes nothing", async () => {
  const files = await importFiles({
    ctx: null,
    input: { paths: [fixture("aider-analytics.jsonl")], projectId: "web" },
  });
  expect(totalOf(files)).toMatchObject({ read: 8, recorded: 8 });
});

const spotter = trace("claude-code/spotter_usage_only.jsonl");
test.skipIf(!existsSync(spotter))(
  "real sessions: the ledger holds what an independent sum finds (../shared/data)",
  async () => {
    const ctx = await testOrganization();
    expect(await imported(ctx, spotter)).toMatchObject({ read: 1824, recorded: 899, skipped: 925, refused: 0 });
    const sums = await prisma().usageDaily.aggregate({
      where: { orgId: ctx.orgId },
      _sum: { inputTokens: true, cachedInputTokens: true, outputTokens: true, calls: true },
    });
    expect(sums._sum).toEqual({ ...independentSum(spotter), calls: 899n });
    expect(await imported(ctx, spotter)).toMatchObject({ recorded: 0, duplicate: 899 });
  },
);

type Usage = Record<
  "input_tokens" | "output_tokens" | "cache_read_input_tokens" | "cache_creation_input_tokens",
  number
>;

/** By message id and request id the line with the largest output, with none of the importer's code. */
function independentSum(path: string) {
  const calls = new Map<string, Usage>();
  for (const text of readFileSync(path, "utf8").trim().split("\n")) {
    const { message, requestId }: { message: { id: string; usage: Usage }; requestId: string } = JSON.parse(text);
    const before = calls.get(message.id + requestId);
    if (!before || message.usage.output_tokens > before.output_tokens) calls.set(message.id + requestId, message.usage);
  }
  const sum = (of: (usage: Usage) => number) =>
    BigInt([...calls.values()].reduce((total, usage) => total + of(usage), 0));
  return {
    inputTokens: sum((u) => u.input_tokens + u.cache_read_input_tokens + u.cache_creation_input_tokens),
    cachedInputTokens: sum((u) => u.cache_read_input_tokens),
    outputTokens: sum((u) => u.output_tokens),
  };
}
