import { randomUUID } from "node:crypto";
import { z } from "zod";
import { attemptedElsewhere, attemptsSince } from "#server/access/sign-in-limits.ts";
import { pool } from "#server/db.ts";
import { limitsChannel, onLimits } from "#server/event-listener.ts";
import { log } from "#server/log.ts";
import { type Taken, takenElsewhere, takenSince } from "./rate-limit.ts";

/*
 * A rate limit is one for all processes on a database. Each decides by what it knows, without asking anyone, and tells the
 * others every second what it let in. So a caller may pass its limit by what it sends within a second, and a request costs
 * no round trip.
 */

const everyMs = 1_000;
/** A notification of PostgreSQL holds 8,000 bytes. */
const mostBytes = 7_500;
/** In one second; who is left out of them is told of in a second in which there is room. */
const mostMessages = 8;

const message = z.tuple([z.string(), z.array(z.tuple([z.string(), z.number()]))]);

/** Tells and hears until it is ended by what it returns. While the database is away each process counts for itself. */
export function shareLimits(): () => void {
  const self = randomUUID().slice(0, 8);
  const unfollow = onLimits((text) => {
    const [from, taken] = message.parse(JSON.parse(text));
    if (from === self) return;
    taken.forEach(takenElsewhere);
    taken.forEach(attemptedElsewhere);
  });
  let failing = false;
  const tell = async () => {
    const messages = messagesOf(self, [...attemptsSince(), ...takenSince()]);
    if (messages.length === 0) return;
    try {
      await pool().query("SELECT pg_notify($1, text) FROM unnest($2::text[]) AS text", [limitsChannel, messages]);
      failing = false;
    } catch (error) {
      if (!failing) log.warn({ err: error }, "Rate limits are counted by this process alone for now");
      failing = true;
    }
  };
  const timer = setInterval(() => void tell(), everyMs).unref();
  return () => {
    clearInterval(timer);
    unfollow();
  };
}

function messagesOf(self: string, taken: readonly Taken[]): string[] {
  const messages: string[] = [];
  let part: Taken[] = [];
  let bytes = 0;
  const close = () => {
    if (part.length > 0) messages.push(JSON.stringify([self, part]));
    part = [];
    bytes = 0;
  };
  for (const one of taken) {
    const more = Buffer.byteLength(JSON.stringify(one)) + 1;
    if (bytes + more > mostBytes) close();
    if (messages.length === mostMessages) break;
    part.push(one);
    bytes += more;
  }
  close();
  return messages.slice(0, mostMessages);
}
