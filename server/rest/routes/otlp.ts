import { z } from "@hono/zod-openapi";
import { AppError } from "#server/errors.ts";
import { spansOfJson, traceRequest } from "#server/ingest/otlp/decode-json.ts";
import { spansOfProtobuf } from "#server/ingest/otlp/decode-protobuf.ts";
import { recordSpans } from "#server/ingest/otlp/record-spans.ts";
import { createRestApp } from "../create-rest-app.ts";
import { mediaType, protobufType, tracesTaken } from "../otlp-answer.ts";
import { restRoute } from "../rest-route.ts";

const taken = z
  .object({
    partialSuccess: z
      .object({
        rejectedSpans: z.string().openapi({ description: "A whole number, as protobuf's JSON writes 64 bits." }),
        errorMessage: z.string(),
      })
      .optional(),
  })
  .openapi("ExportTraceServiceResponse");

const status = z.object({ code: z.int(), message: z.string() }).openapi("OtlpStatus");

const attribute = (key: string, value: string | number) => ({
  key,
  value: typeof value === "number" ? { intValue: String(value) } : { stringValue: value },
});

/** A request with one model call. */
const exampleCall: z.input<typeof traceRequest> = {
  resourceSpans: [
    {
      resource: {
        attributes: [attribute("service.name", "triage-bot"), attribute("purser.project.id", "my-project")],
      },
      scopeSpans: [
        {
          spans: [
            {
              traceId: "5b8efff798038103d269b633813fc60c",
              spanId: "eee19b7ec3c1b174",
              name: "chat claude-sonnet-4-20250514",
              startTimeUnixNano: "1795426200000000000",
              endTimeUnixNano: "1795426203500000000",
              attributes: [
                attribute("gen_ai.operation.name", "chat"),
                attribute("gen_ai.provider.name", "anthropic"),
                attribute("gen_ai.response.model", "claude-sonnet-4-20250514"),
                attribute("gen_ai.usage.input_tokens", 12_000),
                attribute("gen_ai.usage.cache_read.input_tokens", 8_000),
                attribute("gen_ai.usage.output_tokens", 900),
              ],
            },
          ],
        },
      ],
    },
  ],
};

const binary = (description: string) => z.string().openapi({ format: "binary", description });
const failure = (description: string) => ({
  description,
  content: { "application/json": { schema: status }, [protobufType]: { schema: binary("google.rpc.Status") } },
});

const exportTraces = restRoute("ingest", {
  method: "post",
  path: "/otel/v1/traces",
  summary: "OTLP/HTTP: model calls among the spans are recorded, by GenAI conventions, Vercel AI SDK or OpenInference",
  request: {
    headers: z.object({
      "x-purser-project": z
        .string()
        .optional()
        .openapi({ description: "The project of spans that name none (resource attribute `purser.project.id`)." }),
    }),
    body: {
      // Not `required`, so that only a JSON body is read as JSON.
      content: {
        "application/json": { schema: traceRequest, examples: { call: { value: exampleCall } } },
        [protobufType]: { schema: binary("ExportTraceServiceRequest") },
      },
    },
  },
  responses: {
    200: {
      description:
        "Taken, in the encoding of the request. `partialSuccess` says how many model calls were not, and why.",
      content: {
        "application/json": { schema: taken },
        [protobufType]: { schema: binary("ExportTraceServiceResponse") },
      },
    },
    401: failure("Credentials are missing or not valid."),
    403: failure("These credentials do not allow it."),
    429: failure("Too many requests: try again after Retry-After seconds."),
    default: failure("Any other error, as google.rpc.Status. 429 and 503 are to be tried again."),
  },
});

export const otlp = createRestApp();

otlp.openapi(exportTraces, async (c) => {
  const ctx = c.get("ctx");
  const header = c.req.valid("header")["x-purser-project"]?.trim() || null;
  const type = mediaType(c.req.header("content-type"));
  if (type === "application/json") {
    const spans = spansOfJson(c.req.valid("json") as z.output<typeof traceRequest>);
    const { rejected, message } = await recordSpans({ ctx, spans, header });
    const partialSuccess = { rejectedSpans: String(rejected), errorMessage: message };
    return c.json(rejected > 0 ? { partialSuccess } : {}, 200);
  }
  if (type === protobufType) {
    const spans = spansOfProtobuf(new Uint8Array(await c.req.arrayBuffer()));
    const { rejected, message } = await recordSpans({ ctx, spans, header });
    return c.body(tracesTaken(rejected, message), 200, { "content-type": protobufType });
  }
  throw new AppError(
    "unsupported_media_type",
    `Send OTLP over HTTP as ${protobufType} or application/json (OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf or http/json).`,
  );
});
