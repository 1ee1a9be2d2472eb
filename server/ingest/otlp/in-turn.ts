const holder = globalThis as typeof globalThis & { purserTraceTurns?: Map<string, Promise<unknown>> };

/**
 * Does work that shares a key one after another, in the order of asking; all other work goes on beside it. For one
 * process: exporters send the spans of a trace from one process to one connection, often before the last answer came.
 */
export async function inTurn<Result>(keys: Iterable<string>, work: () => Promise<Result>): Promise<Result> {
  holder.purserTraceTurns ??= new Map();
  const turns = holder.purserTraceTurns;
  const own = [...new Set(keys)];
  const before = own.map((key) => turns.get(key)).filter((turn) => turn !== undefined);
  const result = Promise.all(before).then(work);
  const over = result.then(
    () => {},
    () => {},
  );
  for (const key of own) turns.set(key, over);
  try {
    return await result;
  } finally {
    for (const key of own) if (turns.get(key) === over) turns.delete(key);
  }
}
