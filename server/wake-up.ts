/** Sleeps until told something. What is told while it is awake is not missed: it does not fall asleep before it looked again. */
export function createSleeper() {
  let told = false;
  let wake = () => {};
  return {
    tell(): void {
      told = true;
      wake();
    },
    /** Sleeps until told, for `ms` at most, or until the signal. */
    async sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
      if (!told && !signal?.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
          signal?.addEventListener("abort", wake);
        });
        signal?.removeEventListener("abort", wake);
      }
      told = false;
    },
  };
}
