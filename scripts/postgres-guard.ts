import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";

/** The application name of every guard's connection. */
export const guardName = "purser guard";

/** Attempts to start PostgreSQL again, half a second apart, before anybody is told that they fail. */
const saidAfter = 10;

/**
 * Every process that uses the server holds one connection of this name as long as it does, so that who is left can be
 * asked of the server itself: a process that was killed is not counted. A server that dies is started again at its port,
 * by `relaunch`, unless it is no longer `wanted` when that has its turn.
 */
export class Guard {
  #client: Client;
  #released = false;
  readonly #relaunch: (wanted: () => boolean) => Promise<Client>;
  readonly #say: (text: string) => void;

  constructor(client: Client, relaunch: (wanted: () => boolean) => Promise<Client>, say: (text: string) => void) {
    this.#client = client;
    this.#relaunch = relaunch;
    this.#say = say;
    this.#watch();
  }

  /** The connection, no longer watched. */
  release(): Client {
    this.#released = true;
    return this.#client;
  }

  #watch(): void {
    this.#client.once("end", async () => {
      if (this.#released) return;
      this.#say("PostgreSQL ended unexpectedly: starting it again");
      // What is left of the one that died may hold its memory for a moment; a full disk is full until somebody frees it.
      for (let attempt = 1; !this.#released; attempt++) {
        try {
          this.#client = await this.#relaunch(() => !this.#released);
          if (attempt > saidAfter) this.#say("PostgreSQL is back");
          return this.#watch();
        } catch (error) {
          if (attempt === saidAfter) this.#say(`${String(error)}\nTrying again until it starts`);
          await sleep(attempt < saidAfter ? 500 : 2_000);
        }
      }
    });
  }
}
