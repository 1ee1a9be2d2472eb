import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { signalCodes } from "./steps.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const running = new Set<ChildProcess>();

/** What a tool ended with. `output` is empty when it was shown as it came. */
export type ToolResult = { ok: boolean; output: string; seconds: number };

/**
 * Runs the program of an installed package, e.g. `["vitest/vitest.mjs", "run"]`, under this Node in the project's root.
 * `live` shows its output as it comes; otherwise the output is collected.
 */
export async function runTool(
  [program, ...args]: string[],
  options: { live?: boolean; env?: Record<string, string> } = {},
) {
  const started = performance.now();
  const child = spawn(process.execPath, [`node_modules/${program}`, ...args], {
    cwd: root,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", options.live ? "inherit" : "pipe", options.live ? "inherit" : "pipe"],
  });
  running.add(child);
  const parts: Buffer[] = [];
  child.stdout?.on("data", (part) => parts.push(part));
  child.stderr?.on("data", (part) => parts.push(part));
  const ok = await new Promise<boolean>((resolve) => {
    child.once("error", () => resolve(false));
    child.once("close", (code) => resolve(code === 0));
  });
  running.delete(child);
  return { ok, output: Buffer.concat(parts).toString(), seconds: (performance.now() - started) / 1000 };
}

/**
 * On Ctrl-C or SIGTERM: the tools are told, waited for (they clean up after themselves), and we end with the code that
 * the shell expects of an interrupted command. The signal that is returned is aborted then.
 */
export function stopToolsOnSignal(): AbortSignal {
  const stop = new AbortController();
  const end = async (signal: keyof typeof signalCodes) => {
    if (stop.signal.aborted) return;
    stop.abort();
    console.error("\nStopping");
    const tools = [...running];
    for (const tool of tools) tool.kill(signal);
    // What a tool leaves behind then is removed by clean-up-after.ts.
    setTimeout(() => {
      for (const tool of tools) tool.kill("SIGKILL");
    }, 15_000);
    const ended = (tool: ChildProcess) => tool.exitCode ?? tool.signalCode ?? once(tool, "exit");
    await Promise.all(tools.map(ended));
    process.exit(signalCodes[signal]);
  };
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
  process.on("SIGHUP", end);
  process.once("disconnect", () => end("SIGTERM")); // whoever started us with a channel is gone
  process.channel?.unref(); // waiting for that keeps nothing alive
  return stop.signal;
}
