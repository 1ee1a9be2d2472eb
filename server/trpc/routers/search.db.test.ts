import { afterAll, beforeAll, expect, test } from "vitest";
import { testOrganization } from "#scripts/test-organization.ts";
import { type TestPerson, testPerson } from "#scripts/test-person.ts";
import { prisma } from "#server/db.ts";
import { type RunningServer, startServer } from "#server/main.ts";

let server: RunningServer;
let person: TestPerson;

beforeAll(async () => {
  server = await startServer({ port: 0, host: "127.0.0.1", pages: false });
  person = await testPerson(server.url, "finders", "member");
  const elsewhere = await testOrganization();
  const now = new Date();
  const agent = (orgId: string, id: string, name = id) => ({ orgId, id, name, agentType: "research", createdAt: now });
  await prisma().agent.createMany({
    data: [
      agent("finders", "triage-bot", "Triage Bot"),
      agent("finders", "a1", "The Triager"),
      agent("finders", "100%_sure"),
      agent(elsewhere.orgId, "triage-spy"),
    ],
  });
  const run = (orgId: string, id: string) => ({ orgId, id, projectId: "web", startedAt: now });
  await prisma().pipelineRun.createMany({
    data: [
      ...["run-1", "run-10", "run-2", "Run-1", "ru", "run-ä", "50%_off"].map((id) => run("finders", id)),
      run(elsewhere.orgId, "run-1-of-others"),
    ],
  });
});
afterAll(() => server.close());

async function find(text: string) {
  const { data, error } = await person.query("search.find", { text });
  expect(error).toBeUndefined();
  const { agents, runs, models } = data as Record<"agents" | "runs" | "models", { id?: string; model?: string }[]>;
  return {
    agents: agents.map(({ id }) => id),
    runs: runs.map(({ id }) => id),
    models: models.map(({ model }) => model),
  };
}

test("agents are found by a part of name or id, those that begin with it first, and only one's own", async () => {
  expect((await find("TRIAGE")).agents).toEqual(["triage-bot", "a1"]);
  expect((await find("bot")).agents).toEqual(["triage-bot"]);
  expect((await find("0%_")).agents).toEqual(["100%_sure"]);
  expect((await find("nobody")).agents).toEqual([]);
});

test("runs are found by the beginning of their id, as it is written", async () => {
  expect((await find("run-1")).runs).toEqual(["run-1", "run-10"]);
  expect((await find("run")).runs).toEqual(["run-1", "run-10", "run-2", "run-ä"]);
  expect((await find("50%_")).runs).toEqual(["50%_off"]);
  expect((await find("un-1")).runs).toEqual([]);
});

test("models are found by the words of their names", async () => {
  const { models } = await find("anthropic sonnet 4");
  expect(models.length).toBeGreaterThan(0);
  for (const model of models) expect(model).toContain("sonnet");
});

test("less than two letters, or too many, are refused", async () => {
  for (const text of ["x", " y ", "z".repeat(129)]) {
    expect((await person.query("search.find", { text })).error?.data).toMatchObject({ httpStatus: 400 });
  }
});
