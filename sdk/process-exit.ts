import type { Connection } from "./connection.ts";
import type { DeliveryQueue } from "./delivery-queue.ts";

/** What of Node's `process` is used; in other runtimes there is none, and `close()` is the way to end. */
type NodeProcess = {
  on(event: "beforeExit" | "exit", listener: () => void): void;
  getBuiltinModule?(name: string): { spawnSync: SpawnSync };
  execPath: string;
  versions: Record<string, string | undefined>;
  env: Record<string, string | undefined>;
};
type SpawnSync = (
  command: string,
  args: string[],
  options: { input: string; timeout: number; env: NodeProcess["env"]; encoding: "utf8"; windowsHide: boolean },
) => { stdout: string | null; status: number | null };

type Leaving = { connection: Connection; queue: DeliveryQueue; timeoutMs: number; gaveUp?: boolean };

const leaving = new Set<Leaving>();
let watched = false;

/**
 * Delivers the queue when the process ends: by itself (`beforeExit`, the event loop waits), or by `process.exit()` and
 * uncaught errors (`exit`, where only a child process can still send). A signal without a handler ends it without either.
 * Returns how to stop watching.
 */
export function deliverOnExit(entry: Leaving): () => void {
  leaving.add(entry);
  const { process } = globalThis as { process?: NodeProcess };
  if (!watched && typeof process?.on === "function") {
    watched = true;
    process.on("beforeExit", () => {
      for (const each of leaving) {
        if (each.gaveUp || each.queue.unacknowledged().length === 0) continue;
        void each.queue.flush(each.timeoutMs).then((delivered) => {
          each.gaveUp = !delivered;
        });
      }
    });
    process.on("exit", () => {
      for (const each of leaving) sendByChild(process, each);
    });
  }
  return () => leaving.delete(entry);
}

/** Reads `{ url, key, bodies, timeoutMs }` and posts each body; prints the answers as one JSON list. */
const program = `
let text = "";
process.stdin.on("data", (part) => (text += part)).on("end", async () => {
  const { url, key, bodies, timeoutMs } = JSON.parse(text);
  const answers = [];
  const headers = { authorization: "Bearer " + key, "content-type": "application/json" };
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    for (const body of bodies) {
      const answer = await fetch(url + "/api/v1/events", { method: "POST", headers, body, signal, redirect: "manual" });
      if (!answer.ok) break;
      answers.push(await answer.json());
    }
  } catch {}
  console.log(JSON.stringify(answers));
});`;

const childBatch = 1_000;

function sendByChild(process: NodeProcess, { connection, queue, timeoutMs, gaveUp }: Leaving): void {
  const events = [...queue.unacknowledged()];
  if (events.length === 0) return;
  const isNode = process.versions.bun === undefined && process.versions.electron === undefined;
  const spawnSync = isNode ? process.getBuiltinModule?.("node:child_process").spawnSync : undefined;
  const why = "the process ended before Purser acknowledged them";
  if (gaveUp || !spawnSync) {
    queue.end(why);
    return;
  }
  const batches: string[][] = [];
  for (let at = 0; at < events.length; at += childBatch) batches.push(events.slice(at, at + childBatch));
  const bodies = batches.map((batch) => `{"events":[${batch.join()}]}`);
  let sent = 0;
  try {
    // Our environment, for proxies and certificates; what is preloaded into us is not needed there.
    const { stdout } = spawnSync(process.execPath, ["--eval", program], {
      input: JSON.stringify({ url: connection.url, key: connection.key, bodies, timeoutMs }),
      // The child ends by itself a little before.
      timeout: timeoutMs + 1_000,
      env: { ...process.env, NODE_OPTIONS: "" },
      encoding: "utf8",
      windowsHide: true,
    });
    const answers: unknown = JSON.parse(stdout || "[]");
    for (const [i, answer] of (Array.isArray(answers) ? answers : []).entries()) {
      const { length } = batches[i] ?? [];
      queue.count(length, answer);
      sent += length;
    }
  } catch {
    // What is left is counted as lost.
  }
  queue.end(why, sent);
}
