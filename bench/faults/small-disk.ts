import { execFileSync } from "node:child_process";
import { chmodSync, closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file system of its own, small enough to be filled in a moment. */
export type SmallDisk = { path: string; fill(): void; free(): void; remove(): void };

/** Mounts one in memory, which takes Linux and root; otherwise a sentence that says what is missing. */
export function smallDisk(megabytes: number): SmallDisk | string {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "a file system in memory takes Linux and root";
  const path = mkdtempSync(join(tmpdir(), "purser-small-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=0755`, "tmpfs", path], { stdio: "pipe" });
  } catch {
    rmSync(path, { recursive: true, force: true });
    return "mounting a file system in memory is not allowed here";
  }
  chmodSync(path, 0o755);
  const ballast = join(path, "ballast");
  return {
    path,
    fill: () => {
      const file = openSync(ballast, "a");
      const part = Buffer.alloc(64 * 1024);
      try {
        for (;;) if (writeSync(file, part) < part.length) break;
      } catch {
        // No space left, which is what is wanted.
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(ballast, { force: true }),
    remove: () => {
      execFileSync("umount", ["--lazy", path], { stdio: "pipe" });
      rmSync(path, { recursive: true, force: true });
    },
  };
}
