const everyMs = 100;
let most = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** Looks at the memory of this process (RSS) ten times a second, until `mostMemory` is asked for. */
export function watchMemory(): void {
  most = 0;
  clearInterval(timer);
  timer = setInterval(look, everyMs);
}

/** The most that it was since, in bytes. */
export function mostMemory(): number {
  clearInterval(timer);
  look();
  return most;
}

function look(): void {
  most = Math.max(most, process.memoryUsage.rss());
}
