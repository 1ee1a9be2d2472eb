import { type ChildProcess, fork } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A process of its own that answers calls: `call("name", input)`. */
export type Child = {
  pid: number;
  call: <Answer>(name: string, input?: unknown) => Promise<Answer>;
  end: () => Promise<void>;
};

type Answer = { id: number; result?: unknown; error?: string };

/** Starts `file` of this folder as its own process. `log`: the file that it logs to; left out, it is shown. */
export function startChild(
  file: string,
  { env = {}, execArgv = [], log }: { env?: Record<string, string>; execArgv?: string[]; log?: string } = {},
): Child {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const output = log === undefined ? process.stderr.fd : openSync(log, "a");
  const child: ChildProcess = fork(path, [], {
    env: { ...process.env, ...env },
    execArgv: ["--disable-warning=ExperimentalWarning", ...execArgv],
    stdio: ["ignore", output, output, "ipc"],
    serialization: "advanced",
  });
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  if (log !== undefined) closeSync(output);
  let count = 0;
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.on("message", ({ id, result, error }: Answer) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (error !== undefined) call?.reject(new Error(`${file}: ${error}`));
    else call?.resolve(result as never);
  });
  child.once("exit", (code) => {
    for (const call of waiting.values()) call.reject(new Error(`${file} ended (${code}) before it had answered.`));
  });
  return {
    pid: child.pid ?? 0,
    call: (name, input) =>
      new Promise((resolve, reject) => {
        waiting.set(++count, { resolve, reject });
        child.send({ id: count, name, input });
      }),
    end: async () => {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}

/** The other end: answers calls by these functions until the parent lets go, then runs `close` and ends. */
export function answerCalls(
  calls: Record<string, (input: never) => unknown>,
  close: () => Promise<void> | void = () => {},
): void {
  process.on("message", async ({ id, name, input }: { id: number; name: string; input: never }) => {
    try {
      process.send?.({ id, result: await calls[name]?.(input) });
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  // Ctrl-C in the terminal reaches every process; the parent decides the order of the end.
  process.on("SIGINT", () => {});
  process.on("disconnect", async () => {
    await close();
    process.exit(0);
  });
}
