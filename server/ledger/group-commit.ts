import { toAppError, tookTooLong } from "#server/errors.ts";

/**
 * Gathers concurrent small pieces of work into few large ones. While a flush for a key is under way, whatever
 * arrives waits and goes out with a next one: one transaction, one commit, each caller answered after it.
 * A caller who is alone waits for nobody.
 */
export function createGroupCommit<Item, Result>(options: {
  /**
   * Commits `items` of one key; the results in the same order. `letNextGo` may be called before, when the next one need
   * not wait any more for this.
   */
  flush: (key: string, items: Item[], letNextGo: () => void) => Promise<Result[]>;
  /** How much one flush takes at most, in units of `weight`. */
  maxWeight: number;
  weight: (item: Item) => number;
  /** Flushes of one key under way at once; another beside the first sets out with `worthWhile` weight or more. */
  concurrency: number;
  worthWhile: number;
}) {
  type Waiting = { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void };
  /** `weight` is that of what waits, `last` that of the flush before. */
  type Queue = { waiting: Waiting[]; weight: number; last: number; active: number; scheduled: boolean };
  const queues = new Map<string, Queue>();

  return function submit(key: string, item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      let queue = queues.get(key);
      if (!queue) {
        queue = { waiting: [], weight: 0, last: 0, active: 0, scheduled: false };
        queues.set(key, queue);
      }
      queue.waiting.push({ item, resolve, reject });
      queue.weight += options.weight(item);
      schedule(key, queue);
    });
  };

  function schedule(key: string, queue: Queue): void {
    if (queue.scheduled || !mayFlush(queue)) return;
    queue.scheduled = true;
    // Not at once: what has arrived by now, and is read in this turn of the event loop, goes along.
    setImmediate(() => {
      queue.scheduled = false;
      flushAll(key, queue);
    });
  }

  function mayFlush({ waiting, weight, active }: Queue): boolean {
    if (waiting.length === 0 || active >= options.concurrency) return false;
    return active === 0 || weight >= options.worthWhile;
  }

  function flushAll(key: string, queue: Queue): void {
    while (mayFlush(queue)) {
      const group = takeGroup(queue);
      queue.active++;
      let nextMayGo = false;
      const letNextGo = () => {
        if (nextMayGo) return;
        nextMayGo = true;
        queue.active--;
        flushAll(key, queue);
        if (queue.active === 0) queues.delete(key);
      };
      commit(key, group, letNextGo).then((answer) => {
        // The next one is under way before these callers are answered, which may take as long as a commit.
        letNextGo();
        answer();
      });
    }
  }

  /**
   * Half of those there are: the ones that wait and the ones just answered, who are about to come again. So two halves
   * take turns, one sending while the other is committed. Taking all that wait would let them fall into step so that
   * 63 wait for the commit of one, and then the one for that of the 63.
   */
  function takeGroup(queue: Queue): Waiting[] {
    const enough = Math.min(options.maxWeight, (queue.weight + queue.last) / 2);
    let weight = 0;
    let count = 0;
    for (const { item } of queue.waiting) {
      if (count > 0 && weight + options.weight(item) > enough) break;
      weight += options.weight(item);
      count++;
    }
    queue.weight -= weight;
    queue.last = weight;
    return queue.waiting.splice(0, count);
  }

  /** Commits a group and returns what answers its callers. Never rejects. */
  async function commit(key: string, group: Waiting[], letNextGo: () => void): Promise<() => void> {
    try {
      const results = await options.flush(
        key,
        group.map((waiting) => waiting.item),
        letNextGo,
      );
      return () => {
        for (const [i, waiting] of group.entries()) waiting.resolve(results[i] as Result);
      };
    } catch (error) {
      if (group.length === 1 || tookTooLong(error)) {
        return () => {
          for (const waiting of group) waiting.reject(error);
        };
      }
      return alone(key, group);
    }
  }

  /**
   * One caller's work must not fail another's: each tries again alone and gets its own answer. But once the database turns
   * out to be away, those behind are told at once instead of each waiting for it.
   */
  async function alone(key: string, group: Waiting[]): Promise<() => void> {
    const answers: (() => void)[] = [];
    let away: unknown;
    for (const { item, resolve, reject } of group) {
      if (away !== undefined) {
        answers.push(() => reject(away));
        continue;
      }
      try {
        const [result] = await options.flush(key, [item], () => {});
        answers.push(() => resolve(result as Result));
      } catch (error) {
        if (toAppError(error).code === "unavailable") away = error;
        answers.push(() => reject(error));
      }
    }
    return () => {
      for (const answer of answers) answer();
    };
  }
}
