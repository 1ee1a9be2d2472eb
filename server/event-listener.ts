import { EventEmitter } from "node:events";
import { Client } from "pg";
import { env } from "./env.ts";
import { log } from "./log.ts";
import { eventsChannel } from "./outbox.ts";
import { anyProject, spendChannel } from "./spend-news.ts";

/** One unbroken connection, and the hashes of the API keys that were revoked since it began. */
export type KeyNews = { readonly revoked: ReadonlySet<string> };

type Listener = {
  emitter: EventEmitter;
  client: Client | undefined;
  /** What is heard of keys; null while the connection is down. */
  keyNews: KeyNews | null;
  closed: boolean;
};
const holder = globalThis as typeof globalThis & { purserEventListener?: Listener };

/** How long to wait before connecting anew, in milliseconds. */
const reconnectMs = 2_000;

/**
 * Calls `told` whenever an organisation has new domain events, whichever process wrote them: one connection per process
 * listens for all. Once it is connected, and again after it was lost, everyone is told, since something may have been missed.
 * Returns what ends it.
 */
export function onDomainEvents(orgId: string, told: () => void): () => void {
  const { emitter } = listener();
  emitter.on(orgId, told);
  emitter.on(anyone, told);
  return () => {
    emitter.off(orgId, told);
    emitter.off(anyone, told);
  };
}

/** Tells of the events of every organisation, by its id; null: of any, once connected and after a lost connection. Returns what ends it. */
export function onEveryDomainEvent(told: (orgId: string | null) => void): () => void {
  const { emitter } = listener();
  const ofAny = () => told(null);
  emitter.on(each, told);
  emitter.on(anyone, ofAny);
  return () => {
    emitter.off(each, told);
    emitter.off(anyone, ofAny);
  };
}

/**
 * Calls `told` within a quarter of a second after calls of the organisation were recorded, whichever process did it, with
 * the ids of their projects, or `anyProject`; so too once connected, and after a lost connection. Returns
 * what ends it.
 */
export function onSpend(orgId: string, told: (projectIds: string[]) => void): () => void {
  const { emitter } = listener();
  const ofAny = () => told([anyProject]);
  emitter.on(spendOf(orgId), told);
  emitter.on(anyone, ofAny);
  return () => {
    emitter.off(spendOf(orgId), told);
    emitter.off(anyone, ofAny);
  };
}

/** The channel on which processes tell each other that an API key was revoked, by its hash. */
export const keysChannel = "purser_keys";

/**
 * Whether revocations of API keys reach this process, and which did: what was read while the same connection held is
 * still true of a key that is not among them. Null while none is heard of.
 */
export const keyNews = (): KeyNews | null => listener().keyNews;

/** The channel on which processes tell each other how many requests they let in. */
export const limitsChannel = "purser_limits";

/** Calls `told` with what any process, this one too, says on that channel. Returns what ends it. */
export function onLimits(told: (message: string) => void): () => void {
  const { emitter } = listener();
  emitter.on(limits, told);
  return () => void emitter.off(limits, told);
}

/** No organisation's id: these have spaces, ids have none. */
const anyone = "any organisation";
const each = "each organisation";
const limits = "what was let in";
const spendOf = (orgId: string) => `spend of ${orgId}`;

function listener(): Listener {
  if (!holder.purserEventListener) {
    const emitter = new EventEmitter().setMaxListeners(0);
    holder.purserEventListener = { emitter, client: undefined, keyNews: null, closed: false };
    void connect(holder.purserEventListener);
  }
  return holder.purserEventListener;
}

async function connect(state: Listener): Promise<void> {
  if (state.closed) return;
  const client = new Client({ connectionString: env().DATABASE_URL, application_name: "purser-events" });
  state.client = client;
  const revoked = new Set<string>();
  let lost = false;
  const reconnect = (error?: Error) => {
    if (lost || state.closed) return;
    lost = true;
    state.keyNews = null;
    if (error) log.warn({ err: error }, "Lost the connection that listens for domain events");
    client.end().catch(() => {});
    setTimeout(() => void connect(state), reconnectMs).unref();
  };
  client.on("error", reconnect);
  client.on("end", () => reconnect());
  client.on("notification", ({ channel, payload }) => {
    if (!payload) return;
    if (channel === spendChannel) {
      const [orgId = "", ...projectIds] = payload.split(" ");
      state.emitter.emit(spendOf(orgId), projectIds);
      return;
    }
    if (channel === keysChannel) {
      revoked.add(payload);
      return;
    }
    if (channel === limitsChannel) {
      state.emitter.emit(limits, payload);
      return;
    }
    state.emitter.emit(payload);
    state.emitter.emit(each, payload);
  });
  try {
    await client.connect();
    await client.query(`LISTEN ${eventsChannel}`);
    await client.query(`LISTEN ${spendChannel}`);
    await client.query(`LISTEN ${keysChannel}`);
    await client.query(`LISTEN ${limitsChannel}`);
    if (!lost && !state.closed) state.keyNews = { revoked };
    // What happened while nobody listened, at the first time too.
    state.emitter.emit(anyone);
  } catch (error) {
    reconnect(error instanceof Error ? error : new Error(String(error)));
  }
}

/** Stops listening; the next listener connects anew. */
export async function closeEventListener(): Promise<void> {
  const state = holder.purserEventListener;
  holder.purserEventListener = undefined;
  if (!state) return;
  state.closed = true;
  state.keyNews = null;
  await state.client?.end().catch(() => {});
}
