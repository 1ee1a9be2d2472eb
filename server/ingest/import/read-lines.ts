/** One line; `text` is null for a line above 64 MB, which is no record of a call. */
export type Line = { number: number; text: string | null };

const maxLineLength = 64 * 1024 * 1024;

/**
 * The lines of a stream of UTF-8 bytes, numbered from 1, a chunk of them at a time; empty ones are left out and a byte
 * order mark is dropped. Split at line feeds only: Node's readline also splits at U+2028, which JSON texts may hold.
 */
export async function* readLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Line[]> {
  const decoder = new TextDecoder("utf-8");
  let open: string[] = [];
  let openLength = 0;
  let number = 0;

  const close = (last: string): Line[] => {
    number++;
    const text = openLength > maxLineLength ? null : open.join("") + last;
    open = [];
    openLength = 0;
    return text === null || text.trim() !== "" ? [{ number, text }] : [];
  };

  for await (const chunk of bytes) {
    const parts = decoder.decode(chunk, { stream: true }).split("\n");
    const rest = parts.pop() ?? "";
    const lines = parts.flatMap((part) => close(part));
    openLength += rest.length;
    if (openLength > maxLineLength) open = [];
    else if (rest !== "") open.push(rest);
    if (lines.length) yield lines;
  }
  const last = close(decoder.decode());
  if (last.length) yield last;
}
