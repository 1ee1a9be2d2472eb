import { createTRPCClient, httpSubscriptionLink } from "@trpc/client";
import type { LiveEvent } from "#server/alerts/live-events.ts";
import type { AppRouter } from "#server/trpc/router.ts";

type Batch = { position: string; events: LiveEvent[] };

/** `first`: this tab has the connection, so that what is to happen once is done here. */
type Told = (events: LiveEvent[], first: boolean) => void;

/**
 * The organisation's events, each once. Browsers allow six connections to a server, for all tabs together: one tab holds the
 * stream and passes on what comes; when it is closed the next one goes on where it stopped. Where a browser cannot share
 * (an address without https), each tab has its own while it is looked at. Returns what ends it.
 */
export function shareStream(audience: string, told: Told): () => void {
  const client = createTRPCClient<AppRouter>({ links: [httpSubscriptionLink({ url: "/api/trpc" })] });
  const ending = new AbortController();
  let position: string | undefined;

  /** Listens until `signal`. */
  const listen = (signal: AbortSignal, onBatch: (batch: Batch) => void) =>
    new Promise<void>((resolve) => {
      const subscription = client.events.live.subscribe(position === undefined ? {} : { lastEventId: position }, {
        onData: ({ id, data }) => onBatch({ position: id, events: data.events }),
        onError: () => resolve(),
        onComplete: () => resolve(),
      });
      signal.addEventListener("abort", () => {
        subscription.unsubscribe();
        resolve();
      });
    });
  const take = (batch: Batch, first: boolean) => {
    position = batch.position;
    told(batch.events, first);
  };

  if (navigator.locks && typeof BroadcastChannel === "function") {
    const name = `purser-events ${audience}`;
    const channel = new BroadcastChannel(name);
    let leads = false;
    channel.onmessage = ({ data }: MessageEvent<Batch | "hello">) => {
      if (data !== "hello") take(data, false);
      else if (leads && position !== undefined) channel.postMessage({ position, events: [] });
    };
    // A tab that joins may have been made before the last event: it is answered where things stand, and looks again.
    channel.postMessage("hello");
    const lead = async () => {
      leads = true;
      await listen(ending.signal, (batch) => {
        channel.postMessage(batch);
        take(batch, true);
      });
    };
    navigator.locks.request(name, { signal: ending.signal }, lead).catch(() => {});
    return () => {
      ending.abort();
      channel.close();
    };
  }

  let looking: AbortController | undefined;
  const follow = () => {
    looking?.abort();
    looking = undefined;
    if (document.visibilityState !== "visible" || ending.signal.aborted) return;
    looking = new AbortController();
    void listen(looking.signal, (batch) => take(batch, true));
  };
  document.addEventListener("visibilitychange", follow);
  follow();
  return () => {
    ending.abort();
    document.removeEventListener("visibilitychange", follow);
    looking?.abort();
  };
}
