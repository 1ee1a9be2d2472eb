import { connect } from "node:net";

/** What came back on a connection: the statuses of its answers, and all of its text. */
export type RawAnswer = { statuses: number[]; text: string; closed: boolean };

/**
 * Sends bytes as they are and listens until the other end closes, or is silent for `quietMs` after it said something. Says that
 * nothing came (`statuses` empty, not closed) where it was silent for ten seconds.
 */
export function rawRequest(url: string, parts: (string | Uint8Array)[], quietMs = 300): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    const said: Buffer[] = [];
    let timer = setTimeout(() => end(false), 10_000);
    const end = (closed: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      const text = Buffer.concat(said).toString("latin1");
      const statuses = [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status));
      resolve({ statuses, text, closed });
    };
    socket.on("data", (part) => {
      said.push(part);
      clearTimeout(timer);
      timer = setTimeout(() => end(false), quietMs);
    });
    socket.on("close", () => end(true));
    socket.on("error", () => {});
    for (const part of parts) socket.write(part);
  });
}
