import { StartError } from "#server/start-error.ts";
import { exitCodeOf } from "./usage-error.ts";

/** What the shell expects of a command that a signal ended. */
export const signalCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** Thrown between two steps when Ctrl-C or SIGTERM came in. */
class Stopped extends Error {}

type Release = () => Promise<void> | void;

/**
 * A command that sets things up one after the other and takes them down in reverse. It says what it does and how long
 * that took, on standard error; on Ctrl-C, SIGTERM or SIGHUP it finishes the step under way and stops cleanly.
 */
export class Steps {
  readonly #stop = new AbortController();
  #stopCode = 0;
  readonly #releases: Release[] = [];

  /** Aborted when the command is to stop. */
  readonly signal = this.#stop.signal;

  constructor() {
    // npm and the terminal may both pass on the same Ctrl-C, so repeats are ignored.
    for (const [name, code] of Object.entries(signalCodes)) process.on(name, () => this.#stopWith(code));
    // Whoever started us with a channel is gone.
    process.once("disconnect", () => this.#stopWith(signalCodes.SIGTERM));
    // Whoever reads our output may go before us (tee, a terminal, a full disk under a log): no reason to end, and to report
    // it there fails the same way, over and over.
    for (const output of [process.stdout, process.stderr]) output.on("error", () => {});
  }

  #stopWith(code: number): void {
    this.#stopCode ||= code;
    this.#stop.abort();
  }

  /** Progress, for a person. */
  say(text: string): void {
    console.error(text);
  }

  /** Does `work`, which may add to the line that says it is done by returning a text. */
  async step<T>(name: string, work: () => Promise<T>): Promise<T> {
    if (this.signal.aborted) throw new Stopped();
    const started = performance.now();
    const seconds = () => (performance.now() - started) / 1000;
    const beat = setInterval(() => this.say(`  ${name}: ${Math.round(seconds())} s so far`), 10_000);
    try {
      const result = await work();
      if (!this.signal.aborted) this.say(`✓ ${name} (${seconds().toFixed(1)} s)`);
      return result;
    } finally {
      clearInterval(beat);
    }
  }

  /** Progress of a long step, which ends here when the command is to stop. */
  sayOrStop(text: string): void {
    if (this.signal.aborted) throw new Stopped();
    this.say(text);
  }

  /** What to undo at the end; the last added is undone first. */
  onEnd(release: Release): void {
    this.#releases.push(release);
  }

  /** Runs the whole command, then waits to be stopped, then takes everything down and ends the process. */
  async run(work: () => Promise<void>): Promise<never> {
    let code = 0;
    let done = false;
    try {
      await work();
      done = true;
      await new Promise<void>((stopped) => {
        if (this.signal.aborted) stopped();
        else this.signal.addEventListener("abort", () => stopped());
      });
    } catch (error) {
      if (!(error instanceof Stopped) && !this.signal.aborted) {
        code = exitCodeOf(error);
        this.say(`\n${reason(error)}`);
      }
    }
    if (this.signal.aborted) {
      // To be told to stop is how a server ends well; to be cut short while starting is not.
      code = done && this.#stopCode === signalCodes.SIGTERM ? 0 : this.#stopCode;
      this.say("\nStopping");
    }
    for (const release of this.#releases.reverse()) {
      try {
        await release();
      } catch (error) {
        code = 1;
        this.say(`While stopping: ${reason(error)}`);
      }
    }
    if (this.signal.aborted) this.say("Stopped");
    process.exit(code);
  }
}

/** What a person needs to know: the sentence of an expected failure, the whole of an unexpected one. */
function reason(error: unknown): string {
  if (error instanceof StartError) return error.message;
  if (!(error instanceof Error)) return String(error);
  return error.name === "AppError" || error.message.startsWith("The environment is not usable")
    ? error.message
    : `Purser could not start, and did not expect this: ${error.stack}`;
}
