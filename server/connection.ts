import { constants } from "node:os";
import { Client } from "pg";
import { env } from "./env.ts";
import { inRequest } from "./in-request.ts";

type Callback = (error: Error | null | undefined, result?: unknown) => void;

/**
 * A connection that a request takes for dead when a statement has no answer after DATABASE_TIMEOUT_SECONDS: it is ended,
 * which fails whatever waits for it (503) and keeps it out of the pool. Otherwise a database that hangs, or a line to it
 * that swallows everything, would hold every request for as long. Whether the statement was done nobody knows, as with a
 * connection that is cut. Jobs, commands and migrations take the time they take. (pg's own
 * `query_timeout` leaves the connection open with the statement still on it, and knows no difference between the two.)
 */
export class Connection extends Client {
  /** By promise or by callback, as the pool calls it. */
  override query(...given: never[]): never {
    const send = (values: unknown[]) => Reflect.apply(super.query, this, values);
    if (!inRequest()) return send(given) as never;
    let silent: Error | undefined;
    const timer = setTimeout(() => {
      silent = silence();
      this.end().catch(() => {});
    }, env().DATABASE_TIMEOUT_SECONDS * 1000);
    const callback: unknown = given.at(-1);
    if (typeof callback === "function") {
      const answered: Callback = (error, result) => {
        clearTimeout(timer);
        (callback as Callback)(error && (silent ?? error), result);
      };
      return send([...given.slice(0, -1), answered]) as never;
    }
    const answer = (send(given) as Promise<unknown>).catch((error: unknown) => {
      throw silent ?? error;
    });
    return answer.finally(() => clearTimeout(timer)) as never;
  }
}

/** In the form in which the system says that the other end does not answer, which Prisma knows too. */
const silence = (): Error =>
  Object.assign(new Error("The database did not answer in time."), {
    code: "ETIMEDOUT",
    errno: -constants.errno.ETIMEDOUT,
    syscall: "read",
  });
