import { createTRPCClient, httpSubscriptionLink, TRPCClientError } from "@trpc/client";
import type { LiveEvent } from "#server/alerts/live-events.ts";
import type { AppRouter } from "#server/trpc/router.ts";

type Batch = { position: string; events: LiveEvent[]; spent: string[] };

type Told = {
  /** `first`: this tab has the connection, so that what is to happen once is done here. */
  batch: (batch: Batch, first: boolean) => void;
  /** Whether the stream is connected, in whichever tab it is. */
  connected: (is: boolean) => void;
};

/** The same of the one stream that this tab has. */
type Heard = { batch: (batch: Batch) => void; connected: (is: boolean) => void };

/** What tabs say to each other. `hello`: tell me where things stand. */
type Message = { batch: Batch } | { connected: boolean } | "hello";

/** How long before a stream that was refused is asked for again, in milliseconds: each time longer, up to half a minute. */
const firstRetryMs = 1_000;
const lastRetryMs = 30_000;

/**
 * The organisation's events, each once. Browsers allow six connections to a server, for all tabs together: one tab holds the
 * stream and passes on what comes; when it is closed the next one goes on where it stopped. Where a browser cannot share
 * (an address without https), each tab has its own while it is looked at. A lost connection is made anew until the reader
 * is signed out. Returns what ends it.
 */
export function shareStream(audience: string, told: Told): () => void {
  const client = createTRPCClient<AppRouter>({ links: [httpSubscriptionLink({ url: "/api/trpc" })] });
  const ending = new AbortController();
  let position: string | undefined;

  /** Listens until `signal`, or the stream is refused: then answers whether to ask again. */
  const listen = (signal: AbortSignal, { batch, connected }: Heard) =>
    new Promise<boolean>((resolve) => {
      const subscription = client.events.live.subscribe(position === undefined ? {} : { lastEventId: position }, {
        onData: ({ id, data }) => batch({ position: id, events: data.events, spent: data.spent }),
        onConnectionStateChange: ({ state }) => connected(state === "pending"),
        onError: (error) => resolve(!isSignedOut(error)),
        onComplete: () => resolve(true),
      });
      signal.addEventListener("abort", () => {
        subscription.unsubscribe();
        resolve(false);
      });
    });

  const follow = async (signal: AbortSignal, on: Heard) => {
    for (let waitMs = firstRetryMs; ; waitMs = Math.min(2 * waitMs, lastRetryMs)) {
      const asked = performance.now();
      const again = await listen(signal, on);
      on.connected(false);
      if (!again || signal.aborted) return;
      // One that held for a while was not refused.
      if (performance.now() - asked > lastRetryMs) waitMs = firstRetryMs;
      await pause(waitMs, signal);
    }
  };
  const take = (batch: Batch, first: boolean) => {
    position = batch.position;
    told.batch(batch, first);
  };

  if (navigator.locks && typeof BroadcastChannel === "function") {
    const name = `purser-events ${audience}`;
    const channel = new BroadcastChannel(name);
    const say = (message: Message) => channel.postMessage(message);
    let isConnected: boolean | undefined;
    let leads = false;
    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data === "hello") {
        if (!leads) return;
        if (isConnected !== undefined) say({ connected: isConnected });
        if (position !== undefined) say({ batch: { position, events: [], spent: [] } });
      } else if ("batch" in data) take(data.batch, false);
      else told.connected(data.connected);
    };
    // A tab that joins may have been made before the last event: it is answered where things stand, and looks again.
    say("hello");
    const lead = async () => {
      leads = true;
      await follow(ending.signal, {
        batch: (batch) => {
          say({ batch });
          take(batch, true);
        },
        connected: (is) => {
          isConnected = is;
          if (!ending.signal.aborted) say({ connected: is });
          told.connected(is);
        },
      });
    };
    navigator.locks.request(name, { signal: ending.signal }, lead).catch(() => {});
    return () => {
      ending.abort();
      channel.close();
    };
  }

  let looking: AbortController | undefined;
  const whileLookedAt = () => {
    looking?.abort();
    looking = undefined;
    if (document.visibilityState !== "visible" || ending.signal.aborted) return;
    looking = new AbortController();
    void follow(looking.signal, { batch: (batch) => take(batch, true), connected: told.connected });
  };
  document.addEventListener("visibilitychange", whileLookedAt);
  whileLookedAt();
  return () => {
    ending.abort();
    document.removeEventListener("visibilitychange", whileLookedAt);
    looking?.abort();
  };
}

/** Asking again would be answered the same. */
function isSignedOut(error: unknown): boolean {
  if (!(error instanceof TRPCClientError)) return false;
  return error.data?.code === "UNAUTHORIZED" || error.data?.code === "FORBIDDEN";
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
