import type { Ctx } from "#server/context.ts";
import { prisma } from "#server/db.ts";
import type { LedgerEntry, Outcome } from "#server/ledger/entry.ts";
import type { RecordBatch } from "../import/import-calls.ts";
import type { ImportFormat } from "../import/import-format.ts";
import { purserEvents } from "../import/purser-events.ts";
import { type StandingCall, settleConflicts } from "../import/record-calls.ts";
import { outcomeOf } from "../record-events.ts";

type Standing = StandingCall & { fingerprint: string };

/** Calls of the file itself that are remembered, twice over: repeats further apart than this are found when booked. */
const window = 50_000;

/**
 * What recording a file's calls would do, without recording any: told from the ledger as it stands and from the calls that
 * came before in the file.
 */
export function createTrial(ctx: Ctx, format: ImportFormat): RecordBatch {
  let recent = new Map<string, Standing>();
  let older = new Map<string, Standing>();
  const seen = (id: string) => recent.get(id) ?? older.get(id);

  return async (events) => {
    const standing = new Map<string, Standing>();
    const settle = async (entries: LedgerEntry[]): Promise<Outcome[]> => {
      for (const entry of await inLedger(ctx, entries)) standing.set(entry.id, entry);
      return entries.map((entry): Outcome => {
        const known = standing.get(entry.id) ?? seen(entry.id);
        if (known) {
          standing.set(entry.id, known);
          return known.fingerprint === entry.fingerprint ? "duplicate" : "conflict";
        }
        recent.set(entry.id, remembered(entry));
        if (recent.size >= window) {
          older = recent;
          recent = new Map();
        }
        return "recorded";
      });
    };
    const result = await outcomeOf({ ctx, events, settle });
    return format === purserEvents ? result : settleConflicts(events, result, standing);
  };
}

function inLedger(ctx: Ctx, entries: readonly LedgerEntry[]) {
  return prisma().creditTransaction.findMany({
    where: { orgId: ctx.orgId, id: { in: entries.map(({ id }) => id) } },
    select: {
      id: true,
      fingerprint: true,
      projectId: true,
      model: true,
      inputTokens: true,
      cachedInputTokens: true,
      outputTokens: true,
      reportedCostNanos: true,
    },
  });
}

function remembered(entry: LedgerEntry): Standing {
  const { fingerprint, projectId, model, inputTokens, cachedInputTokens, outputTokens, reportedCostNanos } = entry;
  return { fingerprint, projectId, model, inputTokens, cachedInputTokens, outputTokens, reportedCostNanos };
}
