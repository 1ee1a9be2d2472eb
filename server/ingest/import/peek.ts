/** The first bytes of a stream, and the whole of it from its beginning. */
export type Peeked = {
  head: Buffer;
  /** Nothing follows the head. */
  whole: boolean;
  bytes: AsyncGenerator<Uint8Array>;
  /** As far as `bytes` was read. */
  bytesRead: () => number;
};

/** Looks at the first `length` bytes of a stream, or somewhat more, without losing them. */
export async function peek(source: AsyncIterable<Uint8Array>, length: number): Promise<Peeked> {
  const chunks = source[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let size = 0;
  let whole = false;
  while (size < length) {
    const next = await chunks.next();
    if (next.done) {
      whole = true;
      break;
    }
    first.push(next.value);
    size += next.value.length;
  }
  let read = 0;

  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      for (let chunk = first.shift(); chunk; chunk = first.shift()) {
        read += chunk.length;
        yield chunk;
      }
      while (!whole) {
        const next = await chunks.next();
        if (next.done) return;
        read += next.value.length;
        yield next.value;
      }
    } finally {
      await chunks.return?.();
    }
  }
  return { head: Buffer.concat(first), whole, bytes: bytes(), bytesRead: () => read };
}
