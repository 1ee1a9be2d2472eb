import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** An endpoint for webhooks: how often each id came, and with which bodies. */
export type WebhookReceiver = {
  url: string;
  received: Map<string, { times: number; bodies: Set<string> }>;
  /** From now on the next answer is kept back; `true` once its request is there, which is never answered; `false` where none comes within `ms`. */
  hangOnce(ms: number): Promise<boolean>;
  close(): Promise<void>;
};

export async function webhookReceiver(): Promise<WebhookReceiver> {
  const received: WebhookReceiver["received"] = new Map();
  let hanging: (() => void) | undefined;
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const id = String(request.headers["webhook-id"]);
    const seen = received.get(id) ?? { times: 0, bodies: new Set() };
    seen.times++;
    seen.bodies.add(Buffer.concat(parts).toString());
    received.set(id, seen);
    if (!hanging) return response.writeHead(204).end();
    hanging();
    hanging = undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    hangOnce: (ms) =>
      new Promise((resolve) => {
        const none = setTimeout(() => {
          hanging = undefined;
          resolve(false);
        }, ms);
        hanging = () => {
          clearTimeout(none);
          resolve(true);
        };
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
