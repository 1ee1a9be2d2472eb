import { type DemoFill, fillDemo as fill } from "#server/ingest/demo/fill-demo.ts";

/**
 * Fills or tops up the demo organisation and says how far it is, a line at most every second or so.
 * See `server/ingest/demo/fill-demo.ts`.
 */
export async function fillDemo({ say, now }: { say: (text: string) => void; now: Date }): Promise<DemoFill> {
  let said = performance.now();
  const result = await fill({
    now,
    onProgress: ({ daysDone, daysTotal, recorded }) => {
      if (performance.now() - said < 1_000) return;
      said = performance.now();
      say(`Demo data: day ${daysDone} of ${daysTotal}, ${recorded.toLocaleString("en-US")} calls`);
    },
  });
  if (result.recorded > 0) say(`Demo data: ${result.recorded.toLocaleString("en-US")} calls recorded`);
  return result;
}
