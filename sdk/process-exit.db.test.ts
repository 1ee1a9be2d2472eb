import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestApi, testApi, testKey } from "../scripts/test-api.ts";
import { testOrganization } from "../scripts/test-organization.ts";
import type { Ctx } from "../server/context.ts";
import { prisma } from "../server/db.ts";

let api: TestApi;
let ctx: Ctx;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const entry = fileURLToPath(new URL("purser.ts", import.meta.url));

/** An agent that reports 400 calls and then does what `ending` says, with Purser at `url`. */
async function agent(ending: string, { url = api.url, exitTimeoutMs = 20_000 } = {}) {
  ctx = await testOrganization();
  const key = await testKey(ctx, "ingest", "reserve");
  const program = `
    import { createPurser } from ${JSON.stringify(entry)};
    const purser = createPurser({ url: ${JSON.stringify(url)}, key: ${JSON.stringify(key)}, flushIntervalMs: 60_000, exitTimeoutMs: ${exitTimeoutMs} });
    const call = { projectId: "web", agentId: "a1", provider: "openai", model: "gpt-4.1", inputTokens: 10, outputTokens: 5 };
    for (let i = 0; i < 400; i++) purser.report(call);
    ${ending}`;
  const child = spawn(process.execPath, [
    "--disable-warning=ExperimentalWarning",
    "--input-type=module",
    "--eval",
    program,
  ]);
  let said = "";
  child.stderr.on("data", (part) => {
    said += part;
  });
  const [code] = await once(child, "close");
  return { code, said, recorded: await prisma().creditTransaction.count({ where: { orgId: ctx.orgId } }) };
}

test.each([
  ["with nothing more to do", "", 0],
  ["by process.exit()", "process.exit(3);", 3],
  ["by an uncaught error", 'throw new Error("of the agent");', 1],
  ["by process.exit() with a batch on its way", "void purser.flush(); setTimeout(() => process.exit(4), 1);", 4],
  ["after close()", "await purser.close(); process.exit(5);", 5],
])("a process that ends %s has delivered every event, once", async (_, ending, code) => {
  const ended = await agent(ending);
  expect(ended).toMatchObject({ code, recorded: 400 });
  expect(ended.said).not.toContain("purser:");
});

test.each([
  ["with nothing more to do", ""],
  ["by process.exit()", "process.exit();"],
])(
  "with Purser away a process that ends %s says how many calls are not recorded, and ends as it would",
  async (_, ending) => {
    const { code, said } = await agent(ending, { url: "http://127.0.0.1:1", exitTimeoutMs: 300 });
    expect(code).toBe(0);
    expect(said).toContain("purser: 400 events not recorded so far: the process ended before Purser acknowledged them");
  },
);
