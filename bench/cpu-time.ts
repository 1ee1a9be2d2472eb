import { readdirSync, readFileSync } from "node:fs";

/** Linux counts processor time in hundredths of a second. */
const ticksPerSecond = 100;

type Processes = Record<string, { pid: number; children?: boolean }>;

/**
 * Seconds of processor time (user and system) that these processes have used up to now; with `children`, those they
 * started as well. Empty where the system does not tell (no /proc).
 */
export function cpuTimes(processes: Processes): Record<string, number> {
  try {
    return Object.fromEntries(
      Object.entries(processes).map(([name, { pid, children }]) => [name, children ? family(pid) : stat(pid).own]),
    );
  } catch {
    return {};
  }
}

/** The process that started this one; 0 where the system does not tell. */
export function parentOf(pid: number): number {
  try {
    return stat(pid).parent;
  } catch {
    return 0;
  }
}

function family(pid: number): number {
  let children = 0;
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const process = stat(Number(name));
      if (process.parent === pid) children += process.own;
    } catch {
      // It ended meanwhile.
    }
  }
  const { own, ended } = stat(pid);
  return own + ended + children;
}

/** `ended`: what children used that have ended since. */
function stat(pid: number): { parent: number; own: number; ended: number } {
  const text = readFileSync(`/proc/${pid}/stat`, "latin1");
  // The second field is a name in parentheses, which may hold anything; those after it are numbers.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const seconds = (first: number) => (Number(fields[first - 3]) + Number(fields[first - 2])) / ticksPerSecond;
  return { parent: Number(fields[1]), own: seconds(14), ended: seconds(16) };
}
