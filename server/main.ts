import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import next from "next";
import { pageAddressHeader } from "./access/page-address.ts";
import { api, unreadableRequest } from "./api.ts";
import { closeDatabase } from "./db.ts";
import { env } from "./env.ts";
import { closeEventListener, onEveryDomainEvent } from "./event-listener.ts";
import { asRequest } from "./in-request.ts";
import { startWorker } from "./jobs/worker.ts";
import { log } from "./log.ts";
import { pagePolicy, pagePolicyHeader } from "./page-policy.ts";
import { pricesMayHaveChanged } from "./pricing/queries.ts";
import { answerDirectly } from "./rest/answer-directly.ts";
import { guardConnections } from "./rest/guard-connections.ts";
import { isLeaving, sayLeaving } from "./rest/leaving.ts";
import { startLoopDelay } from "./rest/loop-delay.ts";
import { requestIdOf } from "./rest/observe-request.ts";
import { securityHeaders } from "./rest/security-headers.ts";
import { shareLimits } from "./rest/share-limits.ts";
import { StartError } from "./start-error.ts";
import { startTracing } from "./tracing.ts";
import { transportSecurity } from "./transport-security.ts";

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;
type Pages = { listener: Listener; close(): Promise<void> };

export type RunningServer = {
  /** Where it listens, by the address a browser on this machine uses. */
  url: string;
  /** Says that it leaves, then takes no more requests, finishes those under way (10 seconds at most), closes pages and database. */
  close(): Promise<void>;
};

const finishWithin = 10_000;

/**
 * Starts the one process: HTTP server, API in front, pages behind. The environment (`env.ts`) must be complete.
 * `port: 0` takes a free one; `pages: false` leaves Next out and, unless `worker` says otherwise, the worker: for tests of
 * the API. `leave` is waited for when it is closed: until then it answers as ever, except that it is not ready any more and
 * lets every connection go after its answer, so that a balancer looks elsewhere before anything is refused.
 * @throws StartError when the port is taken or not allowed; Error when the environment is not usable.
 */
export async function startServer({
  port,
  host,
  dev = false,
  pages: withPages = true,
  worker: withWorker = withPages,
  leave = async () => {},
}: {
  port: number;
  host?: string;
  dev?: boolean;
  pages?: boolean;
  worker?: boolean;
  leave?: () => Promise<void>;
}): Promise<RunningServer> {
  env();
  sayLeaving(false);
  startLoopDelay();
  const apiListener = getRequestListener((request, bindings) => api.fetch(request, bindings as HttpBindings), {
    errorHandler: unreadableRequest,
  });
  // In development the API goes through Next too: its routes are made anew when a file changes, ours never.
  const throughNext = dev && withPages;
  const underWay = new Set<ServerResponse>();
  let pages: Pages = { listener: withPages ? starting : apiListener, close: async () => {} };
  let stopWorker = async () => {};
  // How often slow requests are looked for is as often as they may be late.
  const server = createServer({ connectionsCheckingInterval: 5_000 }, (request, response) => {
    underWay.add(response);
    response.once("close", () => underWay.delete(response));
    if (isLeaving()) response.setHeader("connection", "close");
    asRequest(() => {
      if (!request.url?.startsWith("/api/") || throughNext) pages.listener(request, response);
      else if (!answerDirectly(request, response)) apiListener(request, response);
    });
  });
  guardConnections(server, underWay);
  const endTracing = await startTracing();
  // Listening comes first: a taken port is said at once, and not after the pages were prepared.
  const actualPort = await listen(server, port, host);
  // A price that was set in another process holds here at once.
  const unfollow = onEveryDomainEvent(pricesMayHaveChanged);
  const unshare = shareLimits();
  try {
    if (withWorker) stopWorker = await startWorker();
    if (withPages) pages = await preparePages(server, { port: actualPort, dev });
  } catch (error) {
    await stopWorker();
    unfollow();
    unshare();
    server.close();
    server.closeAllConnections();
    throw error;
  }
  return {
    url: `http://${nameOf(host)}:${actualPort}`,
    close: async () => {
      sayLeaving(true);
      await leave();
      await drain(server, underWay);
      await pages.close();
      await stopWorker();
      unfollow();
      unshare();
      await closeEventListener();
      await closeDatabase();
      await endTracing();
    },
  };
}

const starting: Listener = (request, response) => {
  response.writeHead(503, {
    ...{ "retry-after": "2", "content-type": "text/plain", "cache-control": "no-store" },
    ...{ ...securityHeaders(), "x-request-id": requestIdFrom(request) },
  });
  response.end("Purser is starting.");
};

const requestIdFrom = ({ headers }: IncomingMessage) => requestIdOf(headers["x-request-id"]?.toString());

async function preparePages(server: Server, options: { port: number; dev: boolean }): Promise<Pages> {
  const app = next({ ...options, dir: process.cwd(), hostname: "localhost", httpServer: server });
  await quietly(() => app.prepare());
  const handle = app.getRequestHandler();
  const listener: Listener = (request, response) => {
    request.headers[pageAddressHeader] = request.url;
    const policy = pagePolicy(options);
    request.headers[pagePolicyHeader] = policy;
    response.setHeader(pagePolicyHeader, policy);
    response.setHeader("x-request-id", requestIdFrom(request));
    for (const [name, value] of Object.entries(transportSecurity())) response.setHeader(name, value);
    return handle(request, response);
  };
  return { listener, close: () => app.close() };
}

/** Next prints how long its configuration took, on standard output, where what `npm start` says stands alone. */
async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const print = console.log;
  console.log = () => {};
  try {
    return await work();
  } finally {
    console.log = print;
  }
}

function listen(server: Server, port: number, host: string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE") {
        reject(
          new StartError(`Port ${port} is in use. Stop what uses it, or choose another: npm start -- --port 3100`),
        );
      } else if (error.code === "EACCES") {
        reject(new StartError(`Port ${port} needs more rights than this user has. Choose one above 1023.`));
      } else if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND") {
        reject(new StartError(`This machine has no address ${host}. Choose another host to listen on.`));
      } else reject(error);
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(address && typeof address === "object" ? address.port : port);
    });
  });
}

async function drain(server: Server, underWay: Set<ServerResponse>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  for (const response of underWay) {
    // A stream of events has no end of its own; the page connects again to whatever serves next.
    if (response.req.headers.accept?.includes("text/event-stream")) response.destroy();
    // After its answer a kept-alive connection would wait for a next request that is not to come.
    else if (!response.headersSent) response.setHeader("connection", "close");
  }
  const late = setTimeout(() => {
    log.warn({ requests: underWay.size }, "requests were cut off at the end");
    server.closeAllConnections();
  }, finishWithin);
  await closed;
  clearTimeout(late);
}

/** How a browser on this machine names the host that was asked for. */
function nameOf(host: string | undefined): string {
  if (!host || host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
