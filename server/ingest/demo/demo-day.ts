import { dayFromKey, dayMs } from "#server/time/window.ts";
import type { Event } from "../event.ts";
import { type DemoProject, demoProjects, type Trigger } from "./demo-company.ts";
import { jobEvents } from "./demo-job.ts";
import { type DemoRun, runEvents } from "./demo-run.ts";
import { createRandom, type Random } from "./random.ts";

export type DemoDay = { events: Event[]; runs: DemoRun[] };

/** How busy each hour (UTC) of a working day is: teams in Europe and in America. */
const byHour = [2, 1, 1, 1, 1, 2, 4, 9, 14, 16, 15, 11, 10, 15, 18, 18, 16, 13, 11, 9, 8, 6, 4, 3].map(
  (weight, hour) => [hour, weight] as const,
);

/** How busy each day of the week is, from Sunday. */
const byWeekday = [0.3, 1.02, 1.14, 1.17, 1.2, 0.86, 0.34];

/** Growth from one 30 days to the next, before the demo was made; after it, it goes on slowly for half a year. */
const growth = { before: 1.27, after: 1.02, lastDays: 180 };

/** Days before the making of the demo on which a run went round in circles. */
const runawayDays = new Set([3, 17, 38, 71, 112]);

/**
 * What happens on one UTC day (`2026-11-22`), also beyond midnight where a run started late. It depends on the day and
 * on the day the demo was made (`madeOn`), on nothing else, so that any day can be made again.
 */
export function demoDay(day: string, madeOn: string): DemoDay {
  const startMs = dayFromKey(day).start.getTime();
  const daysBefore = (dayFromKey(madeOn).start.getTime() - startMs) / dayMs;
  const result: DemoDay = { events: [], runs: [] };
  for (const project of demoProjects) {
    const random = createRandom(`purser demo ${madeOn} ${day} ${project.id}`);
    const usual = volume(random, startMs, daysBefore);
    for (const run of plannedRuns(random, project, usual, daysBefore)) {
      const id = `${project.id}-${day.slice(2).replaceAll("-", "")}-${run.number}`;
      const startsAt = startMs + run.minute * 60_000 + random.between(0, 59_999);
      const made = runEvents(random, { project, id, startMs: startsAt, daysBefore, ...run });
      result.events.push(...made.events);
      if (made.events.length) result.runs.push(made.run);
    }
    addSessions(result, random, project, {
      day,
      startMs,
      daysBefore,
      count: random.poisson(project.sessionsPerDay * usual),
    });
    if (project.agents.support) addSupport(result, random, project, { day, startMs, daysBefore });
  }
  result.events.sort((a, b) => (a.occurredAt ?? "").localeCompare(b.occurredAt ?? "") || a.id.localeCompare(b.id));
  return result;
}

/** How much happens on this day, against a usual weekday when the demo was made. */
function volume(random: Random, startMs: number, daysBefore: number): number {
  const weekday = byWeekday[new Date(startMs).getUTCDay()] ?? 1;
  const months = Math.max(daysBefore, -growth.lastDays) / 30;
  const trend = months > 0 ? growth.before ** -months : growth.after ** -months;
  return weekday * trend * random.logNormal(1, 0.16);
}

type PlannedRun = { number: string; trigger: Trigger; minute: number; runaway?: boolean };

function plannedRuns(random: Random, project: DemoProject, usual: number, daysBefore: number): PlannedRun[] {
  const runs: Omit<PlannedRun, "number">[] = [];
  const scheduled = !project.agents.dependency ? [] : project.size > 0.9 ? [2, 14] : [2];
  for (const hour of scheduled) runs.push({ trigger: "schedule", minute: hour * 60 + random.between(10, 25) });
  const count = random.poisson(project.runsPerDay * usual * 0.72);
  for (let i = 0; i < count; i++) {
    const trigger = random.pick<Trigger>([
      ["pull_request", 66],
      ["manual", 14],
      ["webhook", 11],
      ["release", 9],
    ]);
    const minute = random.pick(byHour) * 60 + random.between(0, 59);
    runs.push({ trigger, minute });
    // Work comes in bursts: one change is followed by fixes to it within the hour.
    while (trigger === "pull_request" && random.chance(0.38)) {
      runs.push({ trigger, minute: minute + random.between(4, 50) });
      if (runs.length > 60) break;
    }
  }
  if (runawayDays.has(daysBefore) && (project.id === "storefront" || project.id === "checkout-api")) {
    runs.push({ trigger: "manual", minute: random.between(9 * 60, 16 * 60), runaway: true });
  }
  runs.sort((a, b) => a.minute - b.minute);
  return runs.map((run, index) => ({ number: String(index + 1).padStart(2, "0"), ...run }));
}

type Day = { day: string; startMs: number; daysBefore: number };

/** People who work with a coding agent: jobs outside of any run. */
function addSessions(result: DemoDay, random: Random, project: DemoProject, day: Day & { count: number }): void {
  const type = project.agents.implementation ? "implementation" : "documentation";
  for (let i = 1; i <= day.count; i++) {
    const { events } = jobEvents(random, {
      project,
      type,
      id: `${project.id}-${day.day.slice(2).replaceAll("-", "")}-session-${i}`,
      attempt: 1,
      startMs: day.startMs + random.pick(byHour) * 3_600_000 + random.between(0, 3_599_999),
      daysBefore: day.daysBefore,
      fails: random.chance(0.02),
      interactive: true,
    });
    result.events.push(...events);
  }
}

/**
 * Questions of customers come in day and night. The desk was opened to all of them three weeks before the demo was made:
 * since then the next one is a few minutes away, so that something always happens.
 */
function addSupport(result: DemoDay, random: Random, project: DemoProject, day: Day): void {
  const before = Math.max(0, day.daysBefore);
  const everyMinutes = Math.round(before > 21 ? Math.min(27, 12.5 + before / 14) : 4 + before / 2.1);
  for (let minute = 0, i = 1; minute < 24 * 60; minute += everyMinutes, i++) {
    const { events } = jobEvents(random, {
      project,
      type: "support",
      id: `${project.id}-${day.day.slice(2).replaceAll("-", "")}-ticket-${i}`,
      attempt: 1,
      startMs: day.startMs + (minute + random.between(0, 5)) * 60_000,
      daysBefore: day.daysBefore,
      fails: random.chance(0.02),
    });
    result.events.push(...events);
  }
}
