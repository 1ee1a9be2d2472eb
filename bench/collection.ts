import type { Figure } from "./figure.ts";

/** Gathers figures. One that cannot be measured is said and left out; the others go on. */
export class Collection {
  readonly figures: Figure[] = [];
  readonly failed: { id: string; reason: string }[] = [];
  readonly #only: ReadonlySet<string> | undefined;
  readonly #say: (text: string) => void;

  /** `only`: the ids of the figures that are wanted; left out: all. */
  constructor(only: readonly string[] | undefined, say: (text: string) => void) {
    this.#only = only && new Set(only);
    this.#say = say;
  }

  /** Whether any of these is to be measured. */
  wants(...ids: string[]): boolean {
    return ids.some((id) => this.#only?.has(id) ?? true);
  }

  /** Measures what has these ids, if it is wanted. What is thrown on the way is the reason of each that is missing then. */
  async take(ids: string[], work: () => Promise<Figure | Figure[]>): Promise<void> {
    await this.group(ids, async () => void this.figures.push(...[await work()].flat()));
  }

  /** The same of work that takes its figures one by one. */
  async group(ids: string[], work: () => Promise<void>): Promise<void> {
    if (!this.wants(...ids)) return;
    try {
      await work();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      for (const id of ids) if (this.wants(id) && !this.#has(id)) this.failed.push({ id, reason });
      this.#say(`  not measured (${ids.join(", ")}): ${error instanceof Error ? error.stack : reason}`);
    }
  }

  #has(id: string): boolean {
    return [...this.figures, ...this.failed].some((one) => one.id === id || one.id.startsWith(`${id} `));
  }
}
