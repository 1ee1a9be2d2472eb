import { connect, type Socket } from "node:net";

/** What a load came to. Latencies in milliseconds, sorted. */
export type Load = { requests: number; seconds: number; latencies: number[] };

/**
 * Sends requests over `connections` kept-alive connections, each its next when the one before is answered, until `next`
 * has no more. It writes prepared bytes and reads no more of an answer than it must, so that on a small machine it takes
 * as little as possible from the server that is measured.
 * @throws Error at the first answer that is no success.
 */
export async function httpLoad({
  port,
  connections,
  next,
}: {
  port: number;
  connections: number;
  next: () => Buffer | undefined;
}): Promise<Load> {
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
  const latencies: number[] = [];
  const started = performance.now();
  await Promise.all(
    sockets.map(async (socket) => {
      for (let request = next(); request; request = next()) {
        const sent = performance.now();
        await exchange(socket, request);
        latencies.push(performance.now() - sent);
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  for (const socket of sockets) socket.destroy();
  return { requests: latencies.length, seconds, latencies: latencies.sort((a, b) => a - b) };
}

/** A request as bytes, ready to be written. */
export function httpRequest(
  method: string,
  path: string,
  { headers = {}, body = "" }: { headers?: Record<string, string>; body?: string } = {},
): Buffer {
  const all = { host: "localhost", ...headers, ...(body && { "content-length": String(Buffer.byteLength(body)) }) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body}`);
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket));
    socket.setNoDelay(true);
    socket.once("error", reject);
  });
}

/** Writes a request and waits for the whole answer. */
function exchange(socket: Socket, request: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen: Buffer | undefined;
    const end = (error?: Error) => {
      socket.off("data", onData).off("close", onClose);
      if (error) reject(error);
      else resolve();
    };
    const onClose = () => end(new Error("The server closed the connection."));
    const onData = (part: Buffer) => {
      seen = seen ? Buffer.concat([seen, part]) : part;
      if (!isWhole(seen)) return;
      // "HTTP/1.1 2"
      if (seen[9] === 0x32) end();
      else end(new Error(seen.toString("utf8", 0, 2_000)));
    };
    socket.on("data", onData).on("close", onClose);
    socket.write(request);
  });
}

function isWhole(answer: Buffer): boolean {
  const headEnd = answer.indexOf("\r\n\r\n");
  if (headEnd < 0) return false;
  const head = answer.toString("latin1", 0, headEnd);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head);
  if (length) return answer.length >= headEnd + 4 + Number(length[1]);
  return answer.toString("latin1", answer.length - 5) === "0\r\n\r\n"; // the end of a chunked body
}
