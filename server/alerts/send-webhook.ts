import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { Webhook } from "standardwebhooks";
import { prisma } from "#server/db.ts";
import { env } from "#server/env.ts";
import { withNames } from "./event-names.ts";
import type { EventPayload } from "./event-sentence.ts";
import { isPublicAddress, PrivateAddressError, publicLookup } from "./public-address.ts";
import { givenUp } from "./webhook-deliveries.ts";
import { type WebhookFormat, webhookBody } from "./webhook-message.ts";

/** An endpoint that has not answered by then is given up for this time. */
const timeoutMs = 10_000;
/** How much of an answer is kept for the log. */
const keptBytes = 2_000;

/** Said where nothing is to be sent any more. */
class EndpointOffError extends Error {
  override name = "EndpointOffError";
}

type Answer = { status: number; body: string };

/**
 * Makes one attempt at a delivery and notes what came of it. The signature is that of Standard Webhooks; redirects are not
 * followed, and private addresses not connected to unless that is allowed.
 * @throws Error when the endpoint did not answer with a success, so that the worker tries again later; never for a
 * delivery that is gone or can never succeed.
 */
export async function sendWebhook({ orgId, deliveryId }: { orgId: string; deliveryId: string }): Promise<void> {
  const key = { orgId_id: { orgId, id: deliveryId } };
  const delivery = await prisma().webhookDelivery.findUnique({ where: key });
  if (!delivery || delivery.status === "delivered") return;
  const [endpoint, event] = await Promise.all([
    prisma().webhookEndpoint.findUnique({ where: { orgId_id: { orgId, id: delivery.endpointId } } }),
    prisma().domainEvent.findUnique({ where: { orgId_id: { orgId, id: delivery.eventId } } }),
  ]);
  if (!endpoint || !event) return;

  const now = new Date();
  const [outgoing] = await withNames(orgId, [{ ...event, payload: event.payload as EventPayload }]);
  if (!outgoing) return;
  const body = webhookBody(outgoing, endpoint.format as WebhookFormat);
  const headers = {
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
    "user-agent": "Purser",
    "webhook-id": event.id,
    "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
    "webhook-signature": new Webhook(endpoint.secret).sign(event.id, now, body),
  };
  let answer: Answer | undefined;
  let problem: string | null = null;
  let hopeless = false;
  try {
    if (!endpoint.enabled && event.type !== "Test")
      throw new EndpointOffError("The webhook was turned off before this was sent.");
    answer = await post(endpoint.url, headers, body);
    if (answer.status < 200 || answer.status > 299) problem = `The endpoint answered ${answer.status}.`;
  } catch (error) {
    hopeless = error instanceof PrivateAddressError || error instanceof EndpointOffError;
    problem = error instanceof Error ? error.message || error.name : String(error);
  }
  await prisma().webhookDelivery.update({
    where: key,
    data: {
      status: problem === null ? "delivered" : hopeless ? givenUp : "failed",
      attempts: { increment: 1 },
      responseStatus: answer?.status ?? null,
      responseBody: answer?.body ?? null,
      error: problem,
      lastAttemptAt: now,
    },
  });
  if (problem !== null && !hopeless) throw new Error(problem);
}

function post(address: string, headers: Record<string, string>, body: string): Promise<Answer> {
  const url = new URL(address);
  const open = env().PURSER_PRIVATE_WEBHOOKS;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (!open && isIP(host) && !isPublicAddress(host)) {
    return Promise.reject(new PrivateAddressError(`${host} is a private address`));
  }
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const give = (error: Error) =>
      reject(signal.aborted ? new Error(`No answer within ${timeoutMs / 1000} seconds.`) : error);
    const send = url.protocol === "https:" ? httpsRequest : httpRequest;
    const request = send(
      url,
      { method: "POST", headers, signal, ...(!open && { lookup: publicLookup }) },
      (response) => {
        const parts: Buffer[] = [];
        let size = 0;
        response.on("data", (part: Buffer) => {
          if (size < keptBytes) parts.push(part);
          size += part.length;
        });
        response.on("end", () => {
          const text = Buffer.concat(parts).subarray(0, keptBytes).toString("utf8").replaceAll("\0", "");
          resolve({ status: response.statusCode ?? 0, body: text });
        });
        response.on("error", give);
      },
    );
    request.on("error", give);
    request.end(body);
  });
}
