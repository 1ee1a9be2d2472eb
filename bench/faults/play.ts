import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startChild } from "../child.ts";
import { check, type Found } from "./check.ts";
import type { Fault } from "./faults.ts";
import type { Seen } from "./load.ts";
import { openOrganization, type Stage, whenBack } from "./stage.ts";

/** Nobody may wait longer, in seconds, until it answers again after a blow. */
export const backWithin = 30;

/** What came of a fault. Times in seconds. */
export type Outcome = {
  name: string;
  /** How often it struck; where clocks jump, the calls of another hour. */
  struck: number;
  /** Calls and reservations that were acknowledged. */
  entries: number;
  holds: number;
  /** Alerts that were due and told, and the webhooks of them that arrived. */
  alerts: number;
  webhooks: number;
  sentAgain: number;
  /** From a blow to the first success of a request sent after it, the longest; null where nothing was struck. */
  back: number | null;
  /** The longest that a caller waited for an answer, from the first time it asked. */
  longestWait: number;
  /** Answers that no client should get. */
  wrong: string[];
  found: Found;
};

/** Plays one fault on the stage, under load, and looks at everything that was promised. */
export async function playFault(fault: Fault, stage: Stage, seconds: number): Promise<Outcome> {
  const { ctx, key } = await whenBack(() => openOrganization(stage.webhooks.url));
  const folder = mkdtempSync(join(tmpdir(), "purser-faults-"));
  const journal = join(folder, "acknowledged.ndjson");
  const client = startChild("faults/client-process.ts");
  const between = await fault.between?.(stage);
  try {
    const urls = between ? [between.url] : stage.servers.map(({ url }) => url);
    await client.call("start", { urls, key, journal, pauseMs: 25, clockJumps: fault.clockJumps ?? false });
    const blows: number[] = [];
    const struck = await fault.break(stage, seconds, () => blows.push(Date.now()));
    const seen = await client.call<Seen>("stop");
    const wrong = [...seen.wrong, ...(seen.hung > 0 ? [`${seen.hung} requests hung`] : [])];
    const { jumped, ...result } = await check({
      ctx,
      key,
      url: stage.servers[0]?.url ?? "",
      journal,
      webhooks: stage.webhooks,
    });
    return {
      name: fault.name,
      struck: between?.cuts() ?? (fault.clockJumps ? jumped : struck),
      sentAgain: seen.sentAgain,
      back: blows.length === 0 ? null : Math.max(...blows.map((blow) => backAfter(blow, seen.answers))) / 1000,
      longestWait: seen.longestWaitMs / 1000,
      wrong,
      ...result,
    };
  } finally {
    await client.end();
    await between?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function backAfter(blow: number, answers: Seen["answers"]): number {
  return Math.min(...answers.filter(([sent]) => sent > blow).map(([, answered]) => answered - blow));
}

/** Why it proves nothing, or took too long to recover; nothing where all is well. */
export function shortcomings(outcome: Pick<Outcome, Exclude<keyof Outcome, "name" | "wrong" | "found">>): string[] {
  const { back, longestWait } = outcome;
  const happened = ["struck", "entries", "holds", "alerts", "webhooks"] as const;
  return [
    ...happened.filter((what) => outcome[what] === 0).map((what) => `${what}: none, so nothing is proved`),
    ...(back !== null && !(back <= backWithin) ? [`back after ${back.toFixed(1)} s, not ${backWithin}`] : []),
    ...(longestWait > backWithin ? [`somebody waited ${longestWait.toFixed(1)} s, not ${backWithin}`] : []),
  ];
}

/** Whether everything was as it should be. */
export function passed(outcome: Outcome): boolean {
  const { wrong, found } = outcome;
  return [wrong, shortcomings(outcome), ...Object.values(found)].every((list) => list.length === 0);
}
