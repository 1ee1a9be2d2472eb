import { randomUUID } from "node:crypto";
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Who holds a lock, and what it wrote beside. */
export type LockHolder = { pid: number; note: string };

/**
 * Runs `work` while this process holds `file`. Another holder is waited for (`onWait` is told once); the lock of
 * a process that no longer lives is taken over.
 */
export async function withLockFile<T>(file: string, onWait: () => void, work: () => Promise<T>): Promise<T> {
  for (let told = false; takeLock(file); await sleep(100)) {
    if (!told) onWait();
    told = true;
  }
  try {
    return await work();
  } finally {
    releaseLock(file);
  }
}

/** Takes the lock at once, or says who holds it. It ends with `releaseLock` or with the process. */
export function takeLock(file: string, note = ""): LockHolder | undefined {
  const own = `${file}.${randomUUID()}`;
  while (!acquire(file, own, `${process.pid} ${startTime(process.pid)} ${note}`)) {
    const holder = livingHolder(file, own);
    if (holder) return holder;
  }
  return undefined;
}

/** Writes another note beside the lock that this process holds; nothing where it holds it no more. */
export function noteLock(file: string, note: string): void {
  if (!read(file)?.startsWith(`${process.pid} `)) return;
  const own = `${file}.${randomUUID()}`;
  writeFileSync(own, `${process.pid} ${startTime(process.pid)} ${note}`);
  renameSync(own, file);
}

/** Gives back a lock that this process holds. */
export function releaseLock(file: string): void {
  rmSync(file, { force: true });
}

/** A hard link appears at once with its content, so nobody ever reads a half-written lock. */
function acquire(file: string, own: string, mark: string): boolean {
  writeFileSync(own, mark);
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Who holds the lock; the lock of a process that no longer lives is removed. */
function livingHolder(file: string, own: string): LockHolder | undefined {
  const mark = read(file);
  if (mark === undefined) return undefined;
  const [number, started, ...note] = mark.split(" ");
  const pid = Number(number);
  if (isAlive(pid) && startTime(pid) === started) return { pid, note: note.join(" ") };
  try {
    renameSync(file, own);
  } catch {
    return undefined;
  }
  // Between reading and renaming another process may have taken it first: then it gets its lock back.
  if (read(own) !== mark) renameSync(own, file);
  rmSync(own, { force: true });
  return undefined;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** True while a process of that number runs; a zombie (ended, not yet collected by its parent) does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  return statusFields(pid)?.[0] !== "Z";
}

/** Tells a process from a later one with the same number. Empty where the system does not say (no /proc). */
function startTime(pid: number): string {
  return statusFields(pid)?.[19] ?? "";
}

/** The fields of /proc/<pid>/stat that follow the program's name. */
function statusFields(pid: number): string[] | undefined {
  if (!existsSync("/proc/self/stat")) return undefined;
  return read(`/proc/${pid}/stat`)?.split(") ").at(-1)?.split(" ");
}
