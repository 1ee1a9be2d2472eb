import { z } from "zod";
import { bookMonth } from "#server/books/close-month.ts";
import { type Correction, listCorrections } from "#server/books/list-corrections.ts";
import { agentTypeLabel } from "#server/catalog/agent-types.ts";
import { identifier } from "#server/catalog/fields.ts";
import { getProject, listProjects } from "#server/catalog/queries.ts";
import { agentTypeColour } from "#server/catalog/series-colour.ts";
import type { Ctx } from "#server/context.ts";
import { AppError } from "#server/errors.ts";
import { parseInput } from "#server/parse-input.ts";

const pageSize = 50;

/** Which corrections: booked in a month; of calls of one month, of one project where they are named. */
export const correctionsInput = z.strictObject({
  bookedMonth: bookMonth,
  month: bookMonth.optional(),
  projectId: identifier.optional(),
});

const position = z.tuple([z.iso.datetime(), z.string().max(1000), z.string().max(1000)]);

/** Where a page of corrections ended, as parts of a cursor. */
export const correctionPosition = (row: Correction): string[] => [
  row.bookedAt.toISOString(),
  row.transactionId,
  row.repriceId,
];

/** @throws AppError `bad_request` for what is no position of such a list. */
export function correctionCursor(parts: unknown) {
  const parsed = position.safeParse(parts);
  if (!parsed.success) {
    throw new AppError("bad_request", "The cursor is not valid. Take nextCursor of the page before.");
  }
  const [at, transactionId, repriceId] = parsed.data;
  return { bookedAt: new Date(at), transactionId, repriceId };
}

/**
 * Corrections booked in a month, the last booked first, 50 after `cursor`.
 * @throws AppError `validation_failed`, `not_found`, `bad_request` for a cursor that is none.
 */
export async function bookedCorrections({
  ctx,
  input: { cursor, ...input },
}: {
  ctx: Ctx;
  input: z.input<typeof correctionsInput> & { cursor?: string | null | undefined };
}) {
  const filter = parseInput(correctionsInput, input);
  if (filter.projectId !== undefined) await getProject(ctx, filter.projectId);
  const after = cursor ? correctionCursor(readCursor(cursor)) : undefined;
  const [rows, projects] = await Promise.all([
    listCorrections(ctx, filter, { after, limit: pageSize + 1 }),
    listProjects(ctx),
  ]);
  const names = new Map(projects.map(({ id, name }) => [id, name]));
  const page = rows.slice(0, pageSize);
  const last = page.at(-1);
  return {
    items: page.map((row) => ({ ...correctionRow(row), projectName: names.get(row.projectId) ?? row.projectId })),
    nextCursor:
      rows.length > pageSize && last
        ? Buffer.from(JSON.stringify(correctionPosition(last))).toString("base64url")
        : null,
  };
}

function readCursor(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    return null;
  }
}

function correctionRow({ repriceId, ...row }: Correction) {
  return {
    key: `${row.transactionId} ${repriceId}`,
    transactionId: row.transactionId,
    reason: repriceId === "" ? ("late" as const) : ("reprice" as const),
    month: row.month,
    occurredAt: row.occurredAt.toISOString(),
    bookedAt: row.bookedAt.toISOString(),
    projectId: row.projectId,
    agentId: row.agentId,
    agentTypeLabel: agentTypeLabel(row.agentType ?? "other"),
    agentTypeColour: agentTypeColour(row.agentType ?? "other"),
    runId: row.runId,
    provider: row.provider,
    model: row.model,
    inputTokens: Number(row.inputTokens),
    outputTokens: Number(row.outputTokens),
    costNanos: row.costNanos.toString(),
    unpricedCalls: row.unpricedCalls,
  };
}
