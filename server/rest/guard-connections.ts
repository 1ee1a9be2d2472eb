import { randomUUID } from "node:crypto";
import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { env } from "#server/env.ts";
import { problemOf } from "./problem.ts";
import { securityHeaders } from "./security-headers.ts";

/** What node:http itself refuses, before there is a request: by the code of its error. */
const refusals: Record<string, [status: number, code: string, title: string, detail: string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: [
    408,
    "request_timeout",
    "The request took too long to arrive",
    "The rest of the request did not come in time. Send it again, in smaller parts where the line is slow.",
  ],
  HPE_HEADER_OVERFLOW: [
    431,
    "headers_too_large",
    "The header of the request is too large",
    "Headers may be 16 kB together. Leave some out, or sign in again if these are old cookies.",
  ],
};
const unreadable: [number, string, string, string] = [
  400,
  "bad_request",
  "The request cannot be read",
  "This is not HTTP as it should be: check the address (http:// or https://) and what sends it.",
];

/**
 * Ends connections whose request does not arrive in time (PURSER_REQUEST_TIMEOUT_SECONDS; a header has 20 seconds at most), so
 * that nobody holds them by sending slowly, and answers what cannot be read as every other error is answered.
 */
export function guardConnections(server: Server, underWay: ReadonlySet<ServerResponse>): void {
  const timeout = env().PURSER_REQUEST_TIMEOUT_SECONDS * 1_000;
  // Node knows one limit for all requests. Files that are imported may take their time; they have a limit of silence.
  server.requestTimeout = Math.max(timeout, uploadWithin);
  server.headersTimeout = Math.min(20_000, timeout);
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const { "content-length": length, "transfer-encoding": encoding } = request.headers;
    if (!(Number(length) > 0 || encoding !== undefined) || isUpload(request)) return;
    const late = setTimeout(() => {
      if (request.complete) return;
      if (response.writableFinished) return void request.socket.destroy();
      server.emit(
        "clientError",
        Object.assign(new Error("late"), { code: "ERR_HTTP_REQUEST_TIMEOUT" }),
        request.socket,
      );
    }, timeout);
    // Whoever is answered before all has arrived, because nobody knows them, has no longer than others to send the rest.
    response.once("close", () => {
      if (request.complete || request.socket.destroyed) clearTimeout(late);
    });
  });
  // Longer than the minute after which a proxy in front lets go, so that it never writes to a closed connection.
  server.keepAliveTimeout = 65_000;
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    const answered = [...underWay].some(({ req, headersSent }) => req.socket === socket && headersSent);
    if (!socket.writable || answered || error.code === "ECONNRESET") return void socket.destroy();
    void rawRefusal(error.code ?? "").then((text) => socket.end(text));
  });
}

const uploadWithin = 6 * 3_600_000;
const isUpload = ({ url = "" }: IncomingMessage) => /^\/api\/imports\/[^/?]+\/(check|book)$/.test(url);

/** The answer as it goes over the line, since node:http has no response to write it with. */
async function rawRefusal(cause: string): Promise<string> {
  const [status, code, title, detail] = refusals[cause] ?? unreadable;
  const requestId = randomUUID();
  const problem = problemOf({ type: "about:blank", title, status, detail, code, requestId });
  const body = await problem.text();
  const headers = {
    ...securityHeaders(),
    ...Object.fromEntries(problem.headers),
    "cache-control": "no-store",
    "x-request-id": requestId,
    "content-length": String(Buffer.byteLength(body)),
    connection: "close",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, "", body].join("\r\n");
}
