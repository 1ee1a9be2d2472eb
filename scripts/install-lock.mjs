import { createHash } from "node:crypto";
import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Runs `work` while no other command installs in `folder`: two at once would pull the packages from under each other.
 * A command that was killed holds nothing. As `install.mjs`, it runs on any Node ≥ 20 before anything is installed.
 * @param {string} folder
 * @param {() => Promise<void>} work
 */
export async function aloneWith(folder, work) {
  const lock = join(tmpdir(), `purser-install-${createHash("sha256").update(folder).digest("hex").slice(0, 12)}`);
  for (let told = false; !take(lock); told = true) {
    if (!told) console.error(`Waiting for another command that installs the packages (it holds ${lock})`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const release = () => rmSync(lock, { force: true });
  process.once("exit", release);
  try {
    await work();
  } finally {
    release();
    process.off("exit", release);
  }
}

/** A hard link appears at once with its content, so nobody reads a half-written lock. */
function take(lock) {
  const own = `${lock}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, lock);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  } finally {
    rmSync(own, { force: true });
  }
  try {
    process.kill(Number(readFileSync(lock, "utf8")), 0);
  } catch (error) {
    if (error.code === "ESRCH") rmSync(lock, { force: true });
  }
  return false;
}
