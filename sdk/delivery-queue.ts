import { backoffMs } from "./backoff.ts";
import type { Answer, Connection } from "./connection.ts";
import { PurserError } from "./errors.ts";
import { createInterruptiblePause } from "./interruptible-pause.ts";

/** What became of reported events since the start. Every one is in exactly one of the first five. */
export type DeliveryStats = {
  /** Waiting to be acknowledged. */
  queued: number;
  /** Recorded, each once. */
  accepted: number;
  /** Known before: a repeat under the same id. */
  duplicates: number;
  /** Refused by Purser: see `onError`. */
  rejected: number;
  /** Lost: the queue was full, or the process ended while Purser was away. */
  dropped: number;
  /** Of those accepted: calls of a month whose books are closed, in the books of a later month as corrections. */
  corrections: number;
};

export type DeliveryOptions = {
  connection: Connection;
  /** For the request of an event that is sent by itself, in milliseconds. */
  aloneTimeoutMs: number;
  /** How long an event waits for others to be sent with, in milliseconds. */
  flushIntervalMs: number;
  /** Events a request. */
  maxBatchSize: number;
  /** Characters of JSON that may wait; what comes beyond it is dropped, counted and announced. */
  maxQueueSize: number;
  onError: (error: PurserError) => void;
};

export type DeliveryQueue = ReturnType<typeof createDeliveryQueue>;

const maxBatchCharacters = 1_000_000;
/** So many announcements of drops at most, however many events are dropped. */
const quietMs = 10_000;

/**
 * Events on their way to Purser, as JSON: sent in batches, one request at a time, kept until acknowledged. An event may be
 * sent twice (an answer can be lost), which its id makes harmless. Nothing here throws.
 */
export function createDeliveryQueue(options: DeliveryOptions) {
  const { connection, onError } = options;
  const waiting: string[] = [];
  const sentAlone = new Map<string, Promise<void>>();
  const stats = { accepted: 0, duplicates: 0, rejected: 0, dropped: 0, corrections: 0 };
  const pause = createInterruptiblePause();
  let characters = 0;
  let running: Promise<void> | null = null;
  let failures = 0;
  let batchLimit = options.maxBatchSize;
  let quietUntil = 0;
  let urgent = 0;
  let ended = false;

  function push(json: string): void {
    if (characters + json.length > options.maxQueueSize) {
      drop(1, "the queue is full, because Purser takes events slower than they are reported or cannot be reached");
      return;
    }
    waiting.push(json);
    characters += json.length;
    running ??= run().catch((cause) => {
      // Of no kind that is known here; what waits goes with the next event.
      running = null;
      onError(new PurserError(`Events could not be sent: ${cause}`, { code: "internal", cause }));
    });
    if (waiting.length === options.maxBatchSize && failures === 0) pause.interrupt();
  }

  /** Sends an event at once, by itself; where that fails it waits with the others. Never rejects. */
  function deliver(json: string): Promise<void> {
    const sent = sendAlone(json);
    sentAlone.set(json, sent);
    return sent;
  }

  async function sendAlone(json: string): Promise<void> {
    const body = `{"events":[${json}]}`;
    const answer = await connection.send("events", { body, timeoutMs: options.aloneTimeoutMs });
    sentAlone.delete(json);
    if (ended) return;
    if (answer.ok) count(1, answer.body);
    else push(json);
  }

  async function run(): Promise<void> {
    if (urgent === 0 && waiting.length < options.maxBatchSize) await pause.wait(options.flushIntervalMs);
    while (waiting.length > 0) {
      const batch = nextBatch();
      const answer = await connection.send("events", { body: `{"events":[${batch.join()}]}` });
      if (ended) break;
      if (!answer.ok) {
        await notDelivered(batch, answer);
        continue;
      }
      remove(batch);
      failures = 0;
      batchLimit = options.maxBatchSize;
      count(batch.length, answer.body);
    }
    // In the same turn as the last look at what waits, so that nothing can be pushed in between.
    running = null;
  }

  function nextBatch(): string[] {
    let size = 0;
    const fits = (json: string, index: number) => {
      size += json.length;
      return index === 0 || (index < batchLimit && size <= maxBatchCharacters);
    };
    const end = waiting.findIndex((json, index) => !fits(json, index));
    return waiting.slice(0, end === -1 ? waiting.length : end);
  }

  /** What Purser says of so many events. */
  function count(events: number, body: Record<string, unknown>): void {
    const rejected: { id?: unknown; code?: unknown; message?: unknown }[] = Array.isArray(body.rejected)
      ? body.rejected.filter(Boolean)
      : [];
    const duplicates = Number(body.duplicates ?? 0);
    stats.rejected += rejected.length;
    stats.duplicates += duplicates;
    stats.accepted += events - rejected.length - duplicates;
    const late: { calls?: unknown }[] = Array.isArray(body.corrections) ? body.corrections.filter(Boolean) : [];
    for (const { calls } of late) stats.corrections += Number(calls ?? 0);
    for (const { id, code, message } of rejected) {
      onError(new PurserError(`Purser refused the event ${id}: ${message}`, { code: String(code) }));
    }
  }

  /** Waits before the same is tried again. Only what alone is too large, or cannot be read, is given up. */
  async function notDelivered(batch: string[], { error, retryable, retryAfterMs }: Answer & { ok: false }) {
    if (error.status === 413 || error.status === 400) {
      if (batch.length > 1) {
        batchLimit = Math.ceil(batch.length / 2);
        return;
      }
      remove(batch);
      drop(1, error.message);
      return;
    }
    failures++;
    // A wrong key or address is waited out too: it may be put right, and until then the queue holds what it can.
    if (failures === 1 || !retryable) onError(error);
    await pause.wait(backoffMs(failures, retryAfterMs), { firm: retryAfterMs !== null });
  }

  function remove(batch: string[]): void {
    waiting.splice(0, batch.length);
    for (const json of batch) characters -= json.length;
  }

  function drop(count: number, why: string): void {
    stats.dropped += count;
    if (Date.now() < quietUntil) return;
    quietUntil = Date.now() + quietMs;
    const sentence = `${stats.dropped} event${stats.dropped === 1 ? "" : "s"} not recorded so far: ${why}.`;
    onError(new PurserError(sentence, { code: "events_dropped" }));
  }

  /** Sends what waits, now. Resolves with whether all was acknowledged within the time. */
  async function flush(timeoutMs: number): Promise<boolean> {
    // A stream that was just given up tells what it used within this turn.
    await new Promise((resolve) => setTimeout(resolve, 0));
    urgent++;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let late = false;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        late = true;
        resolve();
      }, timeoutMs);
    });
    while (unacknowledged().length > 0 && !late) {
      pause.interrupt();
      await Promise.race([Promise.all([running, ...sentAlone.values()]), limit]);
    }
    clearTimeout(timer);
    urgent--;
    return unacknowledged().length === 0;
  }

  /** What is not acknowledged, for whoever can still send it while the process ends. */
  const unacknowledged = () => [...sentAlone.keys(), ...waiting];

  return {
    push,
    deliver,
    flush,
    drop,
    count,
    unacknowledged,
    /** The end: of what is not acknowledged, so many were sent another way, and the rest is lost. */
    end: (why: string, sent = 0) => {
      if (ended) return;
      ended = true;
      const lost = unacknowledged().length - sent;
      remove([...waiting]);
      if (lost > 0) drop(lost, why);
    },
    stats: (): DeliveryStats => ({ queued: ended ? 0 : unacknowledged().length, ...stats }),
  };
}
