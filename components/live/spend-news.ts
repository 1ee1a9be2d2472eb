/*
 * What the page is told of spend as it happens. The stream's own code comes when the page is done (follow-events); until
 * then, and where it is lost, figures follow by polling.
 */

/** `live`: whoever has the stream is connected. `lost`: it was, or could not, and is tried again. */
export type StreamState = "starting" | "live" | "lost";

let state: StreamState = "starting";
const stateListeners = new Set<() => void>();
const spendListeners = new Set<(projectIds: readonly string[]) => void>();

/** How the stream stands. */
export const streamState = (): StreamState => state;

/** Calls `listener` when the stream is connected or lost. Returns what ends that. */
export function onStreamState(listener: () => void): () => void {
  stateListeners.add(listener);
  return () => stateListeners.delete(listener);
}

/** How long the stream may be away before it counts as lost: another tab may be taking it over. At first it may take longer. */
const graceMs = { starting: 5_000, live: 1_000 };
let losing: ReturnType<typeof setTimeout> | undefined;

/** Says whether the stream is connected now. */
export function setConnected(is: boolean): void {
  if (is) {
    clearTimeout(losing);
    losing = undefined;
    setState("live");
  } else if (state !== "lost") losing ??= setTimeout(() => setState("lost"), graceMs[state]);
}

function setState(next: StreamState): void {
  losing = undefined;
  if (next === state) return;
  state = next;
  for (const listener of stateListeners) listener();
}

/** Calls `listener` when calls were recorded, with the ids of their projects; `*` stands for any. Returns what ends that. */
export function onSpendNews(listener: (projectIds: readonly string[]) => void): () => void {
  spendListeners.add(listener);
  return () => spendListeners.delete(listener);
}

/** Passes on that calls were recorded in these projects. */
export function tellSpendNews(projectIds: readonly string[]): void {
  for (const listener of spendListeners) listener(projectIds);
}
