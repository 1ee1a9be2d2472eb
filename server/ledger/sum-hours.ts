import { hourMs } from "#server/time/window.ts";
import type { SummedEntry } from "./entry.ts";

/** What entries add to an hour (UTC) of a project. Named as the columns of `usage_hourly` are. */
export type Hour = {
  org_id: string;
  project_id: string;
  hour: Date;
  cost_nanos: bigint;
  calls: number;
  unpriced_calls: number;
};

/** Adds an entry to the hour of its project; `hours` are by hour and project. */
export function addToHour(hours: Map<string, Hour>, orgId: string, e: SummedEntry): void {
  const time = e.occurredAt.getTime();
  const start = time - (time % hourMs);
  const key = `${start}\n${e.projectId}`;
  let hour = hours.get(key);
  if (hour === undefined) {
    hour = {
      org_id: orgId,
      project_id: e.projectId,
      hour: new Date(start),
      cost_nanos: 0n,
      calls: 0,
      unpriced_calls: 0,
    };
    hours.set(key, hour);
  }
  hour.calls++;
  if (e.costNanos === null) hour.unpriced_calls++;
  else hour.cost_nanos += e.costNanos;
}

/** The hours of the projects, and those of the organisation (`project_id` ''), which they sum to. */
export function withOrganization(hours: ReadonlyMap<string, Hour>): Hour[] {
  const whole = new Map<number, Hour>();
  for (const hour of hours.values()) {
    const sum = whole.get(hour.hour.getTime());
    if (sum === undefined) whole.set(hour.hour.getTime(), { ...hour, project_id: "" });
    else {
      sum.cost_nanos += hour.cost_nanos;
      sum.calls += hour.calls;
      sum.unpriced_calls += hour.unpriced_calls;
    }
  }
  return [...hours.values(), ...whole.values()];
}
