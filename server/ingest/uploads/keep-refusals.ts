import { prisma } from "#server/db.ts";

/** Of one import. Beyond it they are counted, and the file that lists them says how many more there are. */
const mostKept = 100_000;
const writtenAtOnce = 500;

/** Keeps the refused records of one reading of a file, some hundred at a time, to be downloaded. */
export function keepRefusals({ orgId, id: importId }: { orgId: string; id: string }) {
  let waiting: { orgId: string; importId: string; seq: number; line: number; reason: string }[] = [];
  let seq = 0;
  return {
    add: (line: number, reason: string) => {
      if (seq < mostKept) waiting.push({ orgId, importId, seq: seq++, line, reason });
    },
    kept: () => seq,
    async write({ all = false }: { all?: boolean } = {}) {
      while (waiting.length >= (all ? 1 : writtenAtOnce)) {
        const data = waiting.slice(0, writtenAtOnce);
        waiting = waiting.slice(writtenAtOnce);
        // Whoever was overtaken may have written the same lines a moment ago.
        await prisma().fileImportRefusal.createMany({ data, skipDuplicates: true });
      }
    },
  };
}
