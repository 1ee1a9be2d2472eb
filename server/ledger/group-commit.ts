/**
 * Gathers concurrent small pieces of work into few large ones. While a flush for a key is under way, whatever
 * arrives waits and goes out together with the next: one transaction, one commit, each caller answered after it.
 * An idle key pays nothing: its first item leaves at once.
 */
export function createGroupCommit<Item, Result>(options: {
  /** Commits `items` of one key; the results in the same order. */
  flush: (key: string, items: Item[]) => Promise<Result[]>;
  /** How much one flush takes at most, in units of `weight`. */
  maxWeight: number;
  weight: (item: Item) => number;
  /** Flushes of one key under way at once. */
  concurrency: number;
}) {
  type Waiting = { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void };
  type Queue = { waiting: Waiting[]; active: number };
  const queues = new Map<string, Queue>();

  return function submit(key: string, item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      let queue = queues.get(key);
      if (!queue) {
        queue = { waiting: [], active: 0 };
        queues.set(key, queue);
      }
      queue.waiting.push({ item, resolve, reject });
      pump(key, queue);
    });
  };

  function pump(key: string, queue: Queue): void {
    while (queue.active < options.concurrency && queue.waiting.length > 0) {
      const group = takeGroup(queue.waiting);
      queue.active++;
      commit(key, group).finally(() => {
        queue.active--;
        if (queue.active === 0 && queue.waiting.length === 0) queues.delete(key);
        else pump(key, queue);
      });
    }
  }

  function takeGroup(waiting: Waiting[]): Waiting[] {
    let weight = 0;
    let count = 0;
    for (const { item } of waiting) {
      weight += options.weight(item);
      if (count > 0 && weight > options.maxWeight) break;
      count++;
    }
    return waiting.splice(0, count);
  }

  async function commit(key: string, group: Waiting[]): Promise<void> {
    try {
      const results = await options.flush(
        key,
        group.map((waiting) => waiting.item),
      );
      group.forEach((waiting, i) => {
        waiting.resolve(results[i] as Result);
      });
    } catch (error) {
      if (group.length === 1) {
        group[0]?.reject(error);
        return;
      }
      // One caller's work must not fail another's: each tries again alone and gets its own answer.
      for (const waiting of group) {
        await options.flush(key, [waiting.item]).then(
          ([result]) => waiting.resolve(result as Result),
          (reason) => waiting.reject(reason),
        );
      }
    }
  }
}
