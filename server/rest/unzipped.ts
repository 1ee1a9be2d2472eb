import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { AppError } from "#server/errors.ts";
import { tooLarge } from "./body-limit.ts";

const inflate = promisify(gunzip);

/**
 * The same request with its body unzipped, as exporters send it. What unzips to more than `maxBytes` is given up there,
 * so a small body that stands for a huge one costs no more than a large one.
 * @throws AppError `unsupported_media_type` for another encoding than gzip, `payload_too_large`, `bad_request`.
 */
export async function unzipped(request: Request, encoding: string, maxBytes: number): Promise<Request> {
  const name = encoding.trim().toLowerCase();
  if (name === "identity" || name === "") return request;
  if (name !== "gzip" && name !== "x-gzip") {
    throw new AppError(
      "unsupported_media_type",
      `Bodies are taken plain or as gzip, not as Content-Encoding: ${encoding}. Send it with gzip or without the header.`,
    );
  }
  const body = await inflate(await request.arrayBuffer(), { maxOutputLength: maxBytes }).catch((cause: unknown) => {
    if (isTooLarge(cause)) throw tooLarge(maxBytes);
    throw new AppError("bad_request", "The body is not whole gzip, as Content-Encoding says it is.", { cause });
  });
  const headers = new Headers(request.headers);
  headers.delete("content-encoding");
  headers.delete("content-length");
  return new Request(request.url, { method: request.method, headers, body: new Uint8Array(body) });
}

const isTooLarge = (error: unknown) =>
  error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
