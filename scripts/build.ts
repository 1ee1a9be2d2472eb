import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { StartError } from "#server/start-error.ts";
import { withLockFile } from "./lock-file.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
/** Holds the hash of the sources that the finished build was made of. */
const stamp = `${root}.next/purser-sources`;
const sources = [
  "{app,components,server}/**/*.{ts,tsx,css,svg,ico,png}",
  "prisma/schema/*.prisma",
  "public/**/*",
  "*.{ts,json}",
];
const without = ["**/*.test.{ts,tsx}", "next-env.d.ts"];

/**
 * Makes the production build in `.next/` unless the one there was made of these very sources.
 * Returns whether it was made now. @throws StartError with the whole output when it fails.
 */
export async function build(say: (text: string) => void, signal?: AbortSignal): Promise<boolean> {
  if (isCurrent()) return false;
  mkdirSync(`${root}.next`, { recursive: true });
  const lock = `${root}node_modules/.purser-build.lock`;
  return withLockFile(
    lock,
    () => say("  waiting for another build of this folder"),
    async () => {
      if (isCurrent()) return false;
      rmSync(stamp, { force: true });
      const hash = sourceHash();
      await nextBuild(signal);
      if (signal?.aborted) return false;
      writeFileSync(stamp, hash);
      return true;
    },
  );
}

function isCurrent(): boolean {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === sourceHash();
}

function sourceHash(): string {
  const hash = createHash("sha256");
  const files = sources.flatMap((pattern) => globSync(pattern, { cwd: root, exclude: without, withFileTypes: true }));
  const paths = files.filter((file) => file.isFile()).map((file) => `${file.parentPath}/${file.name}`);
  for (const path of [...new Set(paths)].sort()) {
    hash.update(path.slice(root.length)).update("\0").update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex");
}

async function nextBuild(signal?: AbortSignal): Promise<void> {
  const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" } as const;
  const child = spawn(process.execPath, ["node_modules/next/dist/bin/next", "build"], {
    cwd: root,
    env,
    signal,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const parts: Buffer[] = [];
  child.stdout.on("data", (part) => parts.push(part));
  child.stderr.on("data", (part) => parts.push(part));
  const code = await new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(null)); // stopped by the signal; "close" follows where it had started
    child.once("close", resolve);
  });
  if (code === 0 || signal?.aborted) return;
  throw new StartError(`The production build failed (next build):\n\n${Buffer.concat(parts).toString().trim()}`);
}
