import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { AppError } from "#server/errors.ts";
import type { Attributes, AttributeValue, Span } from "./span.ts";

/*
 * OTLP in protobuf: of its messages only the fields that a charge follows from; every other field is skipped, as protobuf
 * asks of readers. The numbers are those of opentelemetry/proto/{collector/trace,trace,common,resource}/v1.
 */

/** How a field is read: by its number, of which wire type (one of another type is an unknown field). */
type Fields = Readonly<Record<number, { wire: WireType; read: (reader: BinaryReader) => void }>>;

function readFields(bytes: Uint8Array, fields: Fields): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag();
    const field = fields[number];
    if (field?.wire === wire) field.read(reader);
    else reader.skip(wire, number);
  }
}

const { LengthDelimited, Varint, Bit64 } = WireType;
const message = (read: (bytes: Uint8Array) => void) => ({
  wire: LengthDelimited,
  read: (reader: BinaryReader) => read(reader.bytes()),
});
const text = (read: (text: string) => void) => ({
  wire: LengthDelimited,
  read: (reader: BinaryReader) => read(reader.string()),
});

/** The spans of a request in protobuf (`ExportTraceServiceRequest`). @throws AppError `bad_request`. */
export function spansOfProtobuf(bytes: Uint8Array): Span[] {
  const spans: Span[] = [];
  try {
    readFields(bytes, { 1: message((bytes) => resourceInto(spans, bytes)) });
  } catch (cause) {
    throw new AppError(
      "bad_request",
      "The body is not a whole OTLP trace request in protobuf. Send an ExportTraceServiceRequest, or JSON as Content-Type: application/json.",
      { cause },
    );
  }
  return spans;
}

function resourceInto(spans: Span[], bytes: Uint8Array): void {
  const resource = new Map<string, AttributeValue>();
  readFields(bytes, {
    1: message((bytes) => readFields(bytes, { 1: attributeInto(resource) })),
    2: message((bytes) => readFields(bytes, { 2: message((bytes) => void spans.push(spanOf(bytes, resource))) })),
  });
}

function spanOf(bytes: Uint8Array, resource: Attributes): Span {
  const attributes = new Map<string, AttributeValue>();
  const span: Span = {
    ...{ traceId: "", spanId: "", parentSpanId: null, name: "", startNanos: 0n, endNanos: 0n, failed: false },
    attributes,
    resource,
  };
  readFields(bytes, {
    1: message((id) => {
      span.traceId = hex(id);
    }),
    2: message((id) => {
      span.spanId = hex(id);
    }),
    4: message((id) => {
      span.parentSpanId = hex(id) || null;
    }),
    5: text((name) => {
      span.name = name;
    }),
    7: nanos((time) => {
      span.startNanos = time;
    }),
    8: nanos((time) => {
      span.endNanos = time;
    }),
    9: attributeInto(attributes),
    15: message((status) =>
      readFields(status, {
        3: {
          wire: Varint,
          read: (reader) => {
            span.failed = reader.int32() === 2;
          },
        },
      }),
    ),
  });
  return span;
}

const hex = (id: Uint8Array) => Buffer.from(id).toString("hex");

const nanos = (read: (nanos: bigint) => void) => ({
  wire: Bit64,
  read: (reader: BinaryReader) => read(BigInt(reader.fixed64())),
});

function attributeInto(attributes: Map<string, AttributeValue>) {
  return message((bytes) => {
    let key = "";
    let value: AttributeValue | undefined;
    readFields(bytes, {
      1: text((name) => {
        key = name;
      }),
      2: message((bytes) => {
        value = attributeValue(bytes);
      }),
    });
    if (value !== undefined) attributes.set(key, value);
  });
}

function attributeValue(bytes: Uint8Array): AttributeValue | undefined {
  let value: AttributeValue | undefined;
  const set = (read: (reader: BinaryReader) => AttributeValue) => (reader: BinaryReader) => {
    value = read(reader);
  };
  readFields(bytes, {
    1: { wire: LengthDelimited, read: set((reader) => reader.string()) },
    2: { wire: Varint, read: set((reader) => reader.bool()) },
    3: { wire: Varint, read: set((reader) => Number(reader.int64())) },
    4: { wire: Bit64, read: set((reader) => reader.double()) },
  });
  return value;
}
