import { createEventSplitter } from "./event-stream.ts";
import type { MeteredCall, ModelAnswer } from "./metered-call.ts";

/** A JSON object of a provider, of which nothing is taken for granted. */
export type Json = Record<string, unknown>;

/** What one event of a streamed answer says. */
export type StreamedPart = {
  /** What the model wrote: text, reasoning, arguments of a tool. */
  text?: string;
  /** The input as the provider counted it. */
  inputTokens?: number;
  /** What is known of the call by now; the last one counts. */
  answer?: ModelAnswer;
  /** Its output is not told yet. */
  partial?: boolean;
  /** After it comes nothing that counts: the call is recorded before the caller has this event. */
  last?: boolean;
  /** True for what was asked for by us and the caller does not expect. */
  hidden?: boolean;
};

/** How the answers of one API are read. */
export type AnswerReader = {
  /** Of a whole answer; null when it tells no usage. */
  whole: (body: Json) => ModelAnswer | null;
  /** A new reader for each streamed answer. */
  streamed: () => (event: Json) => StreamedPart;
};

/** The same answer to read on, which settles `call` as it is read. What went wrong is the caller's to see, as without us. */
export async function meterResponse(response: Response, call: MeteredCall, reader: AnswerReader): Promise<Response> {
  const { status, statusText, headers } = response;
  if (!response.ok) {
    await call.fail();
    return response;
  }
  const type = headers.get("content-type") ?? "";
  if (type.includes("text/event-stream") && response.body) {
    return new Response(meterBody(response.body, call, reader.streamed()), { status, statusText, headers });
  }
  const text = await response.text().catch(async (error) => {
    await call.cut();
    throw error;
  });
  const body = parse(text);
  const answer = body && reader.whole(body);
  if (answer) await call.finish(answer);
  else await call.unknown();
  return new Response(text, { status, statusText, headers });
}

function meterBody(body: ReadableStream<Uint8Array>, call: MeteredCall, read: (event: Json) => StreamedPart) {
  const source = body.getReader();
  const splitter = createEventSplitter();
  const encoder = new TextEncoder();
  let known: ModelAnswer | undefined;
  let complete = false;

  const passOn = async (events: ReturnType<typeof splitter.push>): Promise<string> => {
    let forwarded = "";
    for (const { raw, data } of events) {
      const event = parse(data);
      const part: StreamedPart = event ? read(event) : { last: data === "[DONE]" };
      if (part.inputTokens !== undefined) await call.input(part.inputTokens);
      if (part.text !== undefined) await call.output(part.text);
      if (part.answer) {
        known = part.answer;
        complete = !part.partial;
      }
      if (part.last) await end();
      if (!part.hidden) forwarded += raw;
    }
    return forwarded;
  };
  const end = () => (complete && known ? call.finish(known) : call.cut(known));

  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        for (;;) {
          const { done, value } = await source.read();
          const forwarded = await passOn(done ? splitter.flush() : splitter.push(value));
          if (forwarded !== "") controller.enqueue(encoder.encode(forwarded));
          if (done) {
            await end();
            controller.close();
          }
          if (done || forwarded !== "") return;
        }
      } catch (error) {
        // The connection broke, the caller aborted, or a cap ended the call: what the provider goes on to write is not wanted.
        void source.cancel(error).catch(() => {});
        await end();
        controller.error(error);
      }
    },
    async cancel(reason) {
      await Promise.allSettled([source.cancel(reason), end()]);
    },
  });
}

function parse(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : null;
  } catch {
    return null;
  }
}

/** Whether it is a JSON object. */
export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A member that is an object; an empty one where there is none. */
export const objectAt = (value: Json, key: string): Json => (isJson(value[key]) ? value[key] : {});

/** A count of tokens; 0 where there is none. */
export const countAt = (value: Json, key: string): number => {
  const count = value[key];
  return typeof count === "number" && Number.isFinite(count) && count > 0 ? Math.round(count) : 0;
};

/** A member that is a text. */
export const textAt = (value: Json, key: string): string | undefined =>
  typeof value[key] === "string" ? value[key] : undefined;
