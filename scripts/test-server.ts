import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A server in a process of its own, on the test file's database, with the worker and without pages. */
export type TestServer = { url: string; kill(): Promise<void> };

/** Starts one; `logged` is told what it logs. It ends with `kill` (SIGKILL: nothing is finished or closed), and when this process does. */
export async function testServer(
  env: Record<string, string> = {},
  logged?: (text: string) => void,
): Promise<TestServer> {
  const program = fileURLToPath(new URL("test-server-process.ts", import.meta.url));
  const child: ChildProcess = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", program], {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", logged ? "pipe" : "inherit"],
  });
  child.stderr?.on("data", (text: Buffer) => logged?.(text.toString()));
  const exited = once(child, "exit");
  if (!child.stdout) throw new Error("its output is a pipe");
  const lines = createInterface(child.stdout);
  const ended = exited.then(() => {
    throw new Error("The server ended before it listened.");
  });
  const [url] = (await Promise.race([once(lines, "line"), ended])) as string[];
  ended.catch(() => {});
  return {
    url: url ?? "",
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
