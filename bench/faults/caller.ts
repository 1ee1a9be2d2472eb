import { setTimeout as sleep } from "node:timers/promises";
import type { Seen } from "./load.ts";

/** What the server said, whatever it is: whoever reads it checks it. */
export type Answer = { status: number; body: Record<string, unknown> };

/** Nothing may take as long: the server gives up waiting for its database after ten seconds. */
const hangsAfterMs = 30_000;
const givesUpAfterMs = 120_000;

/** Posts as a careful client does: no answer, or 503, and the same is sent again, to the next server if there is one. */
export function createCaller({ urls, key }: { urls: string[]; key: string }) {
  const seen: Seen = { sentAgain: 0, hung: 0, wrong: [], longestWaitMs: 0, answers: [] };
  let turn = 0;

  const once = async (url: string, path: string, text: string): Promise<Answer | null> => {
    try {
      const response = await fetch(`${url}/api${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: text,
        signal: AbortSignal.timeout(hangsAfterMs),
      });
      return { status: response.status, body: (await response.json()) as Answer["body"] };
    } catch (error) {
      if (error instanceof Error && error.name === "TimeoutError") seen.hung++;
      return null;
    }
  };

  const post = async (path: string, body: object): Promise<Answer> => {
    const text = JSON.stringify(body);
    const first = Date.now();
    for (let at = turn++; ; at++) {
      const sent = Date.now();
      const answer = await once(urls[at % urls.length] ?? "", path, text);
      const now = Date.now();
      if (answer && answer.status < 500) {
        seen.answers.push([sent, now]);
        seen.longestWaitMs = Math.max(seen.longestWaitMs, now - first);
        return answer;
      }
      // 503 says that the database is away; any other 5xx is a fault of ours.
      if (answer && answer.status !== 503) seen.wrong.push(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      if (now - first > givesUpAfterMs) throw new Error(`${path} had no answer for two minutes.`);
      seen.sentAgain++;
      await sleep(100);
    }
  };
  return { post, seen };
}
