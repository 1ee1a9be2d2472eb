import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a stub answer used, in the words of no provider: wholes, and parts of them. */
export type Given = {
  input: number;
  cached: number;
  written: number;
  writtenHour: number;
  output: number;
  reasoning: number;
};

/** How the next request is answered. */
export type Reply = Partial<Given> & {
  /** Instead of an answer. */
  status?: number;
  retryAfter?: string;
  /** Closes the connection: before the answer, or after so many pieces of a streamed one. */
  breakAfter?: number;
  pieces?: string[];
  /** The model calls this tool instead of writing. */
  tool?: { name: string; arguments: object };
  tier?: string;
  /** Says no usage, as some servers do. */
  silent?: boolean;
  /** Between the pieces of a streamed answer, in milliseconds. */
  gapMs?: number;
};

type Asked = { path: string; body: Record<string, unknown>; headers: IncomingMessage["headers"] };

/** A provider that speaks the wire formats of OpenAI (chat completions, responses, embeddings) and Anthropic (messages). */
export type TestProvider = {
  url: string;
  /** How the following requests are answered, one each; then by the plain answer. */
  will(...replies: Reply[]): void;
  asked: Asked[];
  /** Of every answer that came to its end. */
  given: Given[];
  /** How often the caller closed the connection in the middle. */
  abandoned(): number;
  close(): Promise<void>;
};

const plain = { input: 120, cached: 40, written: 0, writtenHour: 0, output: 30, reasoning: 5 };

export async function testProvider(): Promise<TestProvider> {
  const replies: Reply[] = [];
  const asked: Asked[] = [];
  const given: Given[] = [];
  let abandoned = 0;
  const server = createServer(async (request, response) => {
    const body = JSON.parse(await textOf(request));
    const path = new URL(request.url ?? "", "http://stub").pathname;
    asked.push({ path, body, headers: request.headers });
    const reply = replies.shift() ?? {};
    if (reply.breakAfter === 0) return void request.socket.destroy();
    if (reply.status !== undefined && reply.status >= 400) {
      const headers: Record<string, string> = reply.retryAfter === undefined ? {} : { "retry-after": reply.retryAfter };
      const error = { type: "error", message: `stub ${reply.status}`, code: "stub" };
      return void send(response, reply.status, { type: "error", error }, headers);
    }
    const { input, cached, written, writtenHour, output, reasoning } = { ...plain, ...reply };
    const used = { input, cached, written, writtenHour, output, reasoning };
    const answer = formats(path, String(body.model), reply, used);
    if (!body.stream) {
      send(response, 200, answer.whole);
      given.push(used);
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    let broken = false;
    response.on("close", () => {
      if (!response.writableEnded && !broken) abandoned++;
    });
    for (const [i, event] of answer
      .streamed(Boolean(Reflect.get(Object(body.stream_options), "include_usage")))
      .entries()) {
      if (response.destroyed) return;
      if (i === reply.breakAfter) {
        broken = true;
        request.socket.destroy();
        return;
      }
      response.write(event);
      await new Promise((resolve) => setTimeout(resolve, reply.gapMs ?? 0));
    }
    response.end();
    given.push(used);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    will: (...more) => void replies.push(...more),
    asked,
    given,
    abandoned: () => abandoned,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function formats(path: string, model: string, reply: Reply, used: Given) {
  const pieces = reply.pieces ?? ["Hello", " from", " the stub."];
  if (path.endsWith("/messages")) return anthropic(model, reply, used, pieces);
  if (path.endsWith("/responses")) return responses(model, reply, used, pieces);
  if (path.endsWith("/embeddings")) return embeddings(model, used);
  return chat(model, reply, used, pieces);
}

function chat(model: string, reply: Reply, used: Given, pieces: string[]) {
  const base = { id: "chatcmpl-1", created: 1, model: `${model}-2025-04-14`, service_tier: reply.tier ?? "default" };
  const usage = reply.silent
    ? undefined
    : {
        prompt_tokens: used.input,
        completion_tokens: used.output,
        total_tokens: used.input + used.output,
        prompt_tokens_details: { cached_tokens: used.cached },
        completion_tokens_details: { reasoning_tokens: used.reasoning },
      };
  const call = reply.tool && {
    id: `call-${used.input}`,
    type: "function",
    function: { name: reply.tool.name, arguments: JSON.stringify(reply.tool.arguments) },
  };
  const message = call
    ? { role: "assistant", content: null, tool_calls: [call] }
    : { role: "assistant", content: pieces.join("") };
  const finish_reason = call ? "tool_calls" : "stop";
  const chunk = (delta: object, more: object = {}) =>
    data({ ...base, object: "chat.completion.chunk", choices: [{ index: 0, delta, finish_reason: null, ...more }] });
  return {
    whole: { ...base, object: "chat.completion", choices: [{ index: 0, message, finish_reason }], usage },
    streamed: (withUsage: boolean) => [
      chunk({ role: "assistant", content: "" }),
      ...(call ? [chunk({ tool_calls: [{ index: 0, ...call }] })] : pieces.map((content) => chunk({ content }))),
      chunk({}, { finish_reason }),
      ...(withUsage && usage ? [data({ ...base, object: "chat.completion.chunk", choices: [], usage })] : []),
      "data: [DONE]\n\n",
    ],
  };
}

function responses(model: string, reply: Reply, used: Given, pieces: string[]) {
  const usage = {
    input_tokens: used.input,
    input_tokens_details: { cached_tokens: used.cached, cache_write_tokens: 0 },
    output_tokens: used.output,
    output_tokens_details: { reasoning_tokens: used.reasoning },
    total_tokens: used.input + used.output,
  };
  const text = { type: "output_text", text: pieces.join(""), annotations: [] };
  const message = { type: "message", id: "msg-1", status: "completed", role: "assistant", content: [text] };
  const call = reply.tool && {
    type: "function_call",
    id: `fc-${used.input}`,
    call_id: `call-${used.input}`,
    name: reply.tool.name,
    arguments: JSON.stringify(reply.tool.arguments),
    status: "completed",
  };
  const item = call ?? message;
  const base = { id: "resp-1", object: "response", created_at: 1, model, service_tier: reply.tier ?? "default" };
  const whole = { ...base, status: "completed", output: [item], usage, incomplete_details: null, error: null };
  let sequence = 0;
  const event = (type: string, more: object) =>
    `event: ${type}\n${data({ type, sequence_number: sequence++, ...more })}`;
  const delta = { output_index: 0, content_index: 0, item_id: item.id };
  return {
    whole,
    streamed: () => [
      event("response.created", { response: { ...base, status: "in_progress", output: [], usage: null } }),
      event("response.output_item.added", {
        output_index: 0,
        item: call ? { ...call, arguments: "" } : { ...message, content: [] },
      }),
      ...(call
        ? [event("response.function_call_arguments.delta", { ...delta, delta: call.arguments })]
        : [
            event("response.content_part.added", { ...delta, part: { ...text, text: "" } }),
            ...pieces.map((piece) => event("response.output_text.delta", { ...delta, delta: piece })),
          ]),
      event("response.output_item.done", { output_index: 0, item }),
      event("response.completed", { response: whole }),
    ],
  };
}

function embeddings(model: string, used: Given) {
  const usage = { prompt_tokens: used.input, total_tokens: used.input };
  const whole = { object: "list", model, data: [{ object: "embedding", index: 0, embedding: [0.5, 0.25] }], usage };
  return { whole, streamed: () => [] };
}

function anthropic(model: string, reply: Reply, used: Given, pieces: string[]) {
  const written = used.written + used.writtenHour;
  const start = {
    input_tokens: used.input - used.cached - written,
    cache_read_input_tokens: used.cached,
    cache_creation_input_tokens: written,
    cache_creation: { ephemeral_5m_input_tokens: used.written, ephemeral_1h_input_tokens: used.writtenHour },
    service_tier: reply.tier ?? "standard",
  };
  const end = { output_tokens: used.output, output_tokens_details: { thinking_tokens: used.reasoning } };
  const tool = reply.tool && {
    type: "tool_use",
    id: `toolu_${used.input}`,
    name: reply.tool.name,
    input: reply.tool.arguments,
  };
  const block = tool ?? { type: "text", text: pieces.join("") };
  const stop = { stop_reason: tool ? "tool_use" : "end_turn", stop_sequence: null };
  const base = { id: "msg_1", type: "message", role: "assistant", model };
  const event = (type: string, more: object = {}) => `event: ${type}\n${data({ type, ...more })}`;
  const deltas = tool
    ? [{ type: "input_json_delta", partial_json: JSON.stringify(tool.input) }]
    : pieces.map((text) => ({ type: "text_delta", text }));
  const empty = tool ? { ...tool, input: {} } : { type: "text", text: "" };
  return {
    whole: { ...base, content: [block], ...stop, usage: { ...start, ...end } },
    streamed: () => [
      event("message_start", {
        message: {
          ...base,
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: { ...start, output_tokens: 1 },
        },
      }),
      event("content_block_start", { index: 0, content_block: empty }),
      ...deltas.map((delta) => event("content_block_delta", { index: 0, delta })),
      event("content_block_stop", { index: 0 }),
      // As the API does: counts that were told at the start may come again, or as null.
      event("message_delta", {
        delta: stop,
        usage: { ...end, input_tokens: null, cache_read_input_tokens: used.cached },
      }),
      event("message_stop"),
    ],
  };
}

const data = (value: object) => `data: ${JSON.stringify(value)}\n\n`;

function send(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
