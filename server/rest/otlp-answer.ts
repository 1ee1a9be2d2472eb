import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { MiddlewareHandler } from "hono";
import { z } from "zod";
import type { RestEnv } from "./rest-env.ts";

export const protobufType = "application/x-protobuf";

/** The media type of a request, without its parameters. */
export function mediaType(contentType: string | undefined): string {
  return contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
}

/** `ExportTraceServiceResponse` in protobuf. Empty says that everything was taken. */
export function tracesTaken(rejectedSpans: number, errorMessage: string): Uint8Array<ArrayBuffer> {
  const answer = new BinaryWriter();
  if (rejectedSpans > 0) {
    answer.tag(1, WireType.LengthDelimited).fork();
    answer.tag(1, WireType.Varint).int64(rejectedSpans);
    answer.tag(2, WireType.LengthDelimited).string(errorMessage);
    answer.join();
  }
  return answer.finish();
}

/** HTTP status → `google.rpc.Code`, as the protocol wants it in errors. */
const codes: Readonly<Record<number, number>> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  405: 12,
  413: 8,
  415: 3,
  429: 8,
  500: 13,
  503: 14,
};

const problem = z.object({ detail: z.string() });

/**
 * Answers errors as OTLP wants them: a `google.rpc.Status` in the encoding of the request, instead of a problem document.
 * Status and headers stay: exporters try again after 429 and 503 (`Retry-After`), and after no other of ours.
 * https://opentelemetry.io/docs/specs/otlp/#failures
 */
export const otlpErrors: MiddlewareHandler<RestEnv> = async (c, next) => {
  await next();
  const { status, headers } = c.res;
  if (status < 400) return;
  const { detail } = problem.parse(await c.res.json());
  const code = codes[status] ?? 2;
  const type = mediaType(c.req.header("content-type")) === protobufType ? protobufType : "application/json";
  const body = type === protobufType ? statusMessage(code, detail) : JSON.stringify({ code, message: detail });
  const kept = new Headers(headers);
  kept.set("content-type", type);
  kept.delete("content-length");
  c.res = undefined;
  c.res = new Response(body, { status, headers: kept });
};

function statusMessage(code: number, message: string): Uint8Array<ArrayBuffer> {
  const status = new BinaryWriter();
  status.tag(1, WireType.Varint).int32(code);
  status.tag(2, WireType.LengthDelimited).string(message);
  return status.finish();
}
