/** One wait at a time that does not keep the process alive. `interrupt` ends it, unless it is a firm one. */
export function createInterruptiblePause() {
  let end: (() => void) | null = null;
  return {
    wait: (ms: number, { firm = false } = {}) =>
      new Promise<void>((resolve) => {
        const timer: unknown = setTimeout(() => {
          end = null;
          resolve();
        }, ms);
        // Of Node, Bun and Deno; elsewhere a timer is a number.
        if (typeof timer === "object" && timer !== null && "unref" in timer && typeof timer.unref === "function") {
          timer.unref();
        }
        end = () => {
          clearTimeout(timer as ReturnType<typeof setTimeout>);
          end = null;
          resolve();
        };
        if (firm) end = null;
      }),
    interrupt: () => end?.(),
  };
}
