import type { Attributes, Context, Span, SpanKind } from "@opentelemetry/api";
import { tracingSettings } from "./env.ts";
import { log } from "./log.ts";

/*
 * OpenTelemetry traces of Purser itself, where the usual variables name a collector (OTEL_EXPORTER_OTLP_ENDPOINT or
 * OTEL_EXPORTER_OTLP_TRACES_ENDPOINT). Without them nothing of it is loaded, and each place below is one comparison.
 * Requests that bring spans are never traced, so that a Purser that exports to itself, or to one that exports to it,
 * does not send for ever. No span holds a header, a body, a value of a statement or a query of an address.
 */

type Api = typeof import("@opentelemetry/api");
const holder = globalThis as typeof globalThis & { purserTracing?: { api: Api } };

/** Begins to trace where it is configured. Returns what sends the rest and ends it. */
export async function startTracing(): Promise<() => Promise<void>> {
  const settings = tracingSettings();
  if (!settings || holder.purserTracing) return async () => {};
  const { protocol } = settings;
  if (protocol !== "http/protobuf" && protocol !== "http/json") {
    log.warn({ protocol }, "No traces: the OTLP protocol is to be http/protobuf or http/json");
    return async () => {};
  }
  const [api, { NodeTracerProvider, BatchSpanProcessor }, resources, exporters] = await Promise.all([
    import("@opentelemetry/api"),
    import("@opentelemetry/sdk-trace-node"),
    import("@opentelemetry/resources"),
    protocol === "http/json"
      ? import("@opentelemetry/exporter-trace-otlp-http")
      : import("@opentelemetry/exporter-trace-otlp-proto"),
  ]);
  const { resourceFromAttributes, detectResources, envDetector } = resources;
  // Where to, with which headers, how many at once and which of them: the libraries read it from the environment.
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ "service.name": "purser" }).merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new exporters.OTLPTraceExporter())],
  });
  provider.register();
  holder.purserTracing = { api };
  return async () => {
    delete holder.purserTracing;
    await provider.shutdown().catch((error: unknown) => log.warn({ err: error }, "Could not send the last spans"));
    api.trace.disable();
    api.context.disable();
    api.propagation.disable();
  };
}

/** What a request says of itself. */
type Request = { method: string; path: string; header: (name: string) => string | null | undefined };

/** What is known of a request once it is answered. */
export type Answered = (route: string, status: number, more?: Attributes) => void;

const untraced = (path: string) => path.startsWith("/api/otel/") || path === "/api/metrics" || path === "/api/health";
const nothing: Answered = () => {};

/** Answers a request within a span of its own, which goes on the trace that the caller names (`traceparent`). */
export function inRequestSpan<T>(
  { method, path, header }: Request,
  work: (answered: Answered) => Promise<T>,
): Promise<T> {
  const tracing = holder.purserTracing;
  if (!tracing || untraced(path)) return work(nothing);
  const { api } = tracing;
  const carrier = { traceparent: header("traceparent") ?? "", tracestate: header("tracestate") ?? "" };
  const parent = api.propagation.extract(api.ROOT_CONTEXT, carrier);
  const attributes = { "http.request.method": method };
  return run(api, method, { kind: api.SpanKind.SERVER, attributes, parent }, (span) =>
    work((route, status, more = {}) => {
      span.updateName(`${method} ${route}`);
      span.setAttributes({ "http.route": route, "http.response.status_code": status, ...more });
      if (status >= 500) span.setStatus({ code: api.SpanStatusCode.ERROR });
    }),
  );
}

/** Does a job of the worker within a span of its own. */
export function inJobSpan<T>(task: string, work: () => Promise<T>): Promise<T> {
  const tracing = holder.purserTracing;
  if (!tracing) return work();
  const { api } = tracing;
  const options = { kind: api.SpanKind.CONSUMER, attributes: { "purser.task": task }, parent: api.ROOT_CONTEXT };
  return run(api, `job ${task}`, options, work);
}

/** Sends a named statement within a span, where it is part of a trace. */
export function inStatementSpan<T>(name: string, work: () => Promise<T>): Promise<T> {
  const tracing = holder.purserTracing;
  if (!tracing?.api.trace.getActiveSpan()) return work();
  const { api } = tracing;
  const attributes = { "db.system.name": "postgresql", "db.query.summary": name };
  return run(api, name, { kind: api.SpanKind.CLIENT, attributes, parent: api.context.active() }, work);
}

type Options = { kind: SpanKind; attributes: Attributes; parent: Context };

async function run<T>(api: Api, name: string, options: Options, work: (span: Span) => Promise<T>): Promise<T> {
  const { parent, ...rest } = options;
  const span = api.trace.getTracer("purser").startSpan(name, rest, parent);
  try {
    return await api.context.with(api.trace.setSpan(parent, span), () => work(span));
  } catch (error) {
    // What an error says may hold what a caller sent: its kind only.
    span.setStatus({ code: api.SpanStatusCode.ERROR });
    span.setAttribute("error.type", error instanceof Error ? error.name : "unknown");
    throw error;
  } finally {
    span.end();
  }
}
