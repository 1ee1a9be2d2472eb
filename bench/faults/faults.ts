import { setTimeout as sleep } from "node:timers/promises";
import { type CuttingProxy, cuttingProxy } from "./cutting-proxy.ts";
import { type Stage, whenBack } from "./stage.ts";

/** What is broken under load. */
export type Fault = {
  name: string;
  servers: number;
  /** Whether the client's clock jumps. */
  clockJumps?: boolean;
  /** Where the client sends its calls; the servers themselves where nothing lies between. */
  between?: (stage: Stage) => Promise<CuttingProxy>;
  /** Whether the data must lie on a disk that can be filled. */
  smallDisk?: boolean;
  /** Breaks it, in turn, for about so many seconds; calls `struck` at each blow. Answers how often. */
  break: (stage: Stage, seconds: number, struck: () => void) => Promise<number>;
};

/** Strikes, then lets everything recover, until the time is over; once at least. `false`: there was nothing to strike at. */
async function again(seconds: number, strike: (turn: number) => Promise<unknown>): Promise<number> {
  const until = Date.now() + seconds * 1000;
  let turn = 0;
  let missed = 0;
  do {
    await sleep(1_500);
    if ((await strike(turn++)) === false) missed++;
  } while (Date.now() < until);
  await sleep(1_500);
  return turn - missed;
}

/** By the name that --only takes. */
export const faults: Record<string, Fault> = {
  server: {
    name: "kill -9 of the server",
    servers: 1,
    break: (stage, seconds, struck) =>
      again(seconds, async () => {
        struck();
        await stage.servers[0]?.strike();
      }),
  },
  servers: {
    name: "kill -9 of two servers in turn",
    servers: 2,
    break: (stage, seconds, struck) =>
      again(seconds, async (turn) => {
        struck();
        await stage.servers[turn % 2]?.strike();
      }),
  },
  postgres: {
    name: "kill -9 of PostgreSQL",
    servers: 1,
    break: (stage, seconds, struck) =>
      again(seconds, async () => {
        struck();
        process.kill(stage.postmaster(), "SIGKILL");
        await sleep(3_000);
      }),
  },
  backend: {
    name: "kill -9 of one process of PostgreSQL",
    servers: 1,
    break: (stage, seconds, struck) =>
      again(seconds, async () => {
        const pid = await whenBack(() => stage.backend());
        struck();
        process.kill(pid, "SIGKILL");
        await sleep(3_000);
      }),
  },
  proxy: {
    name: "connections cut in the middle of answers",
    servers: 1,
    between: (stage) => cuttingProxy(stage.servers[0]?.url ?? "", 7),
    break: async (_, seconds) => {
      await sleep(seconds * 1000);
      return 0;
    },
  },
  clock: {
    name: "clock jumps in the client",
    servers: 1,
    clockJumps: true,
    break: async (_, seconds) => {
      await sleep(seconds * 1000);
      return 0;
    },
  },
  disk: {
    name: "disk full under PostgreSQL",
    servers: 1,
    smallDisk: true,
    break: (stage, seconds, struck) =>
      again(seconds, async () => {
        stage.disk?.fill();
        await sleep(4_000);
        struck(); // It is back when it has room again.
        stage.disk?.free();
        await sleep(3_000);
      }),
  },
  worker: {
    name: "kill -9 in the middle of a webhook",
    servers: 1,
    break: (stage, seconds, struck) =>
      again(seconds, async () => {
        if (!(await stage.webhooks.hangOnce(10_000))) return false;
        struck();
        return stage.servers[0]?.strike();
      }),
  },
};
