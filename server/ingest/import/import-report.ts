import { Readable } from "node:stream";
import type { Ctx } from "#server/context.ts";
import { AppError } from "#server/errors.ts";
import { dayKey } from "#server/time/window.ts";
import type { Found } from "./import-format.ts";
import { createFileSummary, type ReasonCount } from "./import-summary.ts";
import { keepReported } from "./keep-reported.ts";
import { openStream } from "./open-file.ts";

/** What became of a report: which it was, the UTC days it is about, and of its lines how many are new, known, left out and refused. */
export type ImportedReport = {
  format: string;
  provider: string | null;
  from: string | null;
  to: string | null;
  recorded: number;
  duplicates: number;
  skipped: ReasonCount[];
  refused: ReasonCount[];
  notes: string[];
};

/**
 * Keeps a provider's report that comes as text: the answer of its API, several pages as a list or one a line.
 * @throws AppError `validation_failed` for what is no report; `forbidden`.
 */
export async function importReport({
  ctx,
  text,
  account,
}: {
  ctx: Ctx;
  text: string;
  account?: string | undefined;
}): Promise<ImportedReport> {
  const options = { fileStem: "report", projectId: "", now: ctx.now };
  const opened = await openStream(Readable.from([Buffer.from(text)]), options);
  if (!opened?.format.isReport) {
    throw new AppError(
      "validation_failed",
      "This is no costs or usage report of OpenAI or Anthropic. Send the answer of their API as it is, in JSON.",
    );
  }
  const summary = createFileSummary({ name: "report", named: true }, opened.format.label);
  const reported: (Found & { kind: "reported" })[] = [];
  for await (const items of opened.found) {
    for (const item of items) {
      if (item.kind === "reported") reported.push(item);
      else if (item.kind !== "call") summary.not(item);
    }
  }
  await keepReported({ ctx, account, reported, summary });
  const days = reported.map(({ bucket }) => dayKey(bucket.start)).sort();
  const { recorded, duplicate: duplicates, skipped, refused, notes } = summary.done(opened.notes());
  return {
    ...{ format: opened.format.id, provider: reported[0]?.bucket.provider ?? null },
    ...{ from: days[0] ?? null, to: days.at(-1) ?? null },
    ...{ recorded, duplicates, skipped, refused, notes },
  };
}
