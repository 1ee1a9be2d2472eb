import { existsSync } from "node:fs";
import type { Page } from "@playwright/test";
import { fixture, trace } from "#server/ingest/import/fixtures/read-fixture.ts";
import { card, expectSoundFigures, openAiCost } from "./ai-cost-page.ts";
import {
  type Counted,
  listCost,
  nanos,
  short,
  shortAndWhole,
  spent,
  sumOf,
  usd,
  whole,
  within,
} from "./expected-figures.ts";
import { importFile, readLines } from "./import-file.ts";
import { readTable } from "./read-table.ts";
import { expect, test } from "./test.ts";

type AiderLine = {
  time: number;
  main_model: string | null;
  prompt_tokens: number;
  completion_tokens: number;
  cost: number | null;
  event: string;
  properties?: AiderLine;
};

/** Every `message_send` of an Aider log, with the cost it states. */
const aiderCalls = (file: string): Counted[] =>
  readLines<AiderLine>(file)
    .filter(({ event }) => event === "message_send")
    .map((line) => ({ ...line, ...line.properties, time: line.time }))
    .map(({ time, main_model, prompt_tokens, completion_tokens, cost }) => ({
      at: new Date(time * 1000),
      tokens: BigInt(prompt_tokens + completion_tokens),
      // A hidden model that Aider writes 0 for is one it knows no price of.
      costNanos: cost === 0 && /(^|\/)(REDACTED|None)$/.test(main_model ?? "None") ? null : nanos(cost ?? 0),
    }));

type ClaudeLine = {
  timestamp: string;
  requestId?: string;
  message?: {
    id: string;
    model: string;
    usage?: {
      input_tokens: number;
      output_tokens: number;
      cache_read_input_tokens?: number;
      cache_creation_input_tokens?: number;
      cache_creation?: { ephemeral_1h_input_tokens?: number };
    };
  };
};

/** The calls of Claude Code sessions: of the lines that repeat a call, the one with the largest output. */
function claudeCalls(file: string): Counted[] {
  const byCall = new Map<string, Counted & { output: number }>();
  for (const { timestamp, requestId, message } of readLines<ClaudeLine>(file)) {
    if (!message?.usage) continue;
    const {
      input_tokens: input,
      output_tokens: output,
      cache_creation_input_tokens: written = 0,
      ...rest
    } = message.usage;
    const cached = rest.cache_read_input_tokens ?? 0;
    const write1h = rest.cache_creation?.ephemeral_1h_input_tokens ?? 0;
    const key = `${message.id} ${requestId}`;
    if ((byCall.get(key)?.output ?? -1) >= output) continue;
    const parts = { input, cached, write: written - write1h, write1h, output };
    byCall.set(key, {
      at: new Date(timestamp),
      tokens: BigInt(input + cached + written + output),
      costNanos: listCost(message.model, parts),
      output,
    });
  }
  return [...byCall.values()];
}

async function expectMonth(page: Page, all: readonly Counted[], ofMonth: string): Promise<void> {
  const inMonth = within(all, ofMonth);
  const { tokens, ...sum } = sumOf(inMonth);
  await openAiCost(page, "web", `?month=${ofMonth}&tab=provider`);
  await expect(card(page, "Total Spend").getByText(usd(sum.costNanos), { exact: true })).toBeVisible();
  await expect(card(page, "Token Usage").getByText(short(tokens), { exact: true })).toHaveAttribute(
    "title",
    `${whole(tokens)} tokens`,
  );
  const { total } = await readTable(page.getByRole("table", { name: "By Provider" }));
  expect([spent(sum), spent(sum, (amount) => usd(amount, 4))]).toContain(total.Cost);
  expect(total).toMatchObject({ Calls: whole(inMonth.length), Tokens: shortAndWhole(tokens) });
  await expectSoundFigures(page);
}

test("an Aider log: each call's own cost once, an absurd one as it was reported", async ({ organization, pageAs }) => {
  const file = fixture("aider-analytics.jsonl");
  await importFile(organization, "web", file);
  await expectMonth(await pageAs("member"), aiderCalls(file), "2026-01");
});

const realAider = trace("aider/analytics_message_send.jsonl");
test("5,563 real calls of Aider (skipped where ../shared/data is absent)", async ({ organization, pageAs }) => {
  test.skip(!existsSync(realAider), "there is no ../shared/data/traces/aider here");
  await importFile(organization, "web", realAider);
  const page = await pageAs("member");
  const all = aiderCalls(realAider);
  for (const ofMonth of ["2025-03", "2025-05", "2026-04"]) await expectMonth(page, all, ofMonth);
});

const realClaude = trace("claude-code/spotter_usage_only.jsonl");
test("899 real calls of Claude Code, priced by list (skipped where ../shared/data is absent)", async ({
  organization,
  pageAs,
}) => {
  test.skip(!existsSync(realClaude), "there is no ../shared/data/traces/claude-code here");
  await importFile(organization, "web", realClaude);
  await expectMonth(await pageAs("member"), claudeCalls(realClaude), "2026-02");
});
