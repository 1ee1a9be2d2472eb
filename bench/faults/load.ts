import { closeSync, openSync, writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { createCaller } from "./caller.ts";
import { type Acknowledged, type EventSent, type HoldSent, holdOf, isAhead, nextEvent } from "./calls.ts";

export type LoadOptions = {
  /** Addresses of the servers; whoever gets no answer from one asks the next. */
  urls: string[];
  key: string;
  /** The file that everything acknowledged is written down in, a line each. */
  journal: string;
  /** How long each caller waits between two calls. */
  pauseMs: number;
  /** Whether the clock of the client jumps: calls of other days, holds that end before they are settled. */
  clockJumps: boolean;
};

/** What the client saw. `answers`: when each successful request was sent and answered, in milliseconds since the epoch. */
export type Seen = {
  sentAgain: number;
  hung: number;
  /** Answers that a client should never get. */
  wrong: string[];
  longestWaitMs: number;
  answers: [sent: number, answered: number][];
};

const taken = z.object({ accepted: z.int(), duplicates: z.int(), rejected: z.unknown().array() });
const settled = z.object({ late: z.boolean(), costNanos: z.string() });

/**
 * Calls as agents make them, until `stop`: batches and single entries, and reserve → settle, release or nothing. Whoever gets no
 * answer, or a 503, sends the same again, until there is one: at the end everything that was sent was answered.
 */
export function startLoad(options: LoadOptions): { stop(): Promise<Seen> } {
  const { post, seen } = createCaller(options);
  const journal = openSync(options.journal, "a");
  const note = (line: Acknowledged) => writeSync(journal, `${JSON.stringify(line)}\n`);
  let running = true;
  let count = 0;

  const entries = async (size: number) => {
    while (running) {
      const events: EventSent[] = Array.from({ length: size }, () => nextEvent(count++, options.clockJumps));
      const { status, body } = await post("/v1/events", { events });
      const good = events.filter((event) => !isAhead(event));
      const { success, data } = taken.safeParse(body);
      if (
        status === 200 &&
        success &&
        data.rejected.length === size - good.length &&
        data.accepted + data.duplicates === good.length
      ) {
        for (const event of good) note({ kind: "entry", event });
      } else seen.wrong.push(`events: ${status} ${JSON.stringify(body).slice(0, 300)}`);
      await sleep(options.pauseMs);
    }
  };

  const holds = async () => {
    while (running) {
      const { hold, event, ending, waitMs } = holdOf(count++, options.clockJumps);
      const { status, body } = await post("/v1/reservations", hold);
      if (status === 201 || status === 402) note({ kind: "hold", hold, status, answer: comparable(body) });
      else seen.wrong.push(`reserve: ${status} ${JSON.stringify(body).slice(0, 300)}`);
      if (status === 201) {
        await sleep(waitMs);
        await end(hold, event, ending);
      }
      await sleep(options.pauseMs);
    }
  };

  const end = async (hold: HoldSent, event: EventSent, ending: string) => {
    if (ending === "abandon") return;
    const { status, body } = await post(`/v1/reservations/${hold.id}/${ending}`, ending === "settle" ? { event } : {});
    const { data } = settled.safeParse(body);
    if (status === 200 && ending === "release") note({ kind: "release", id: hold.id });
    else if (status === 200 && data) note({ kind: "settle", id: hold.id, event, ...data });
    else seen.wrong.push(`${ending}: ${status} ${JSON.stringify(body).slice(0, 300)}`);
  };

  const callers = [
    ...[entries(40), entries(40)],
    ...Array.from({ length: 6 }, () => entries(1)),
    ...Array.from({ length: 8 }, holds),
  ];
  return {
    stop: async () => {
      running = false;
      await Promise.all(callers);
      closeSync(journal);
      return seen;
    },
  };
}

/** An answer without what is of its request alone. */
export function comparable({ requestId: _, ...body }: Record<string, unknown>): Record<string, unknown> {
  return body;
}
