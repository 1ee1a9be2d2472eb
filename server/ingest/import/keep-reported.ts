import type { Ctx } from "#server/context.ts";
import { keepReport } from "#server/reconciliation/keep-report.ts";
import type { Found } from "./import-format.ts";
import type { createFileSummary } from "./import-summary.ts";

/**
 * Keeps the provider's report that a file turned out to hold, and counts its lines in the summary. The whole of it at once:
 * a report is compared as a whole. `ctx: null` is a dry run.
 */
export async function keepReported({
  ctx,
  account,
  reported,
  summary,
}: {
  ctx: Ctx | null;
  account?: string | undefined;
  reported: readonly (Found & { kind: "reported" })[];
  summary: ReturnType<typeof createFileSummary>;
}): Promise<void> {
  const buckets = reported.map(({ bucket }) => bucket);
  if (!ctx) {
    const lines = buckets.reduce((sum, bucket) => sum + bucket.lines.length, 0);
    summary.kept(lines, 0);
    return;
  }
  const { recorded, duplicates, refused } = await keepReport({ ctx, account, buckets });
  summary.kept(recorded, duplicates);
  for (const { bucket, reason } of refused) {
    const line = reported.find((item) => item.bucket.start.getTime() === bucket.start.getTime())?.line ?? 1;
    summary.refuse(line, reason);
  }
}
