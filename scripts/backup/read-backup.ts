import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { StartError } from "#server/start-error.ts";
import {
  type BackupHeader,
  backupFooter,
  backupFormat,
  backupHeader,
  endOfRows,
  type TableLine,
  tableLine,
} from "./backup-format.ts";

/** One table of a backup: its rows must be read to their end before the next one comes. */
export type BackupTable = TableLine & { rows: AsyncGenerator<Buffer> };

type Reading = { header: BackupHeader; tables: AsyncGenerator<BackupTable>; counts: () => Record<string, number> };

/**
 * Reads a backup piece by piece, whatever its size. Once the last table was read, `counts` says how many rows each has.
 * @throws StartError when it is no backup, is of a later format, or (once its end was read) is damaged or cut short.
 */
export async function readBackup(file: string): Promise<Reading> {
  const source = new Source(file);
  const damaged = (cause?: unknown) =>
    new StartError(`${file} is not a whole backup of Purser: it is damaged or cut short. Nothing was changed.`, {
      cause,
    });
  const read = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw isOfSystem(error) ? new StartError(`${file} cannot be read: ${error.message}`) : damaged(error);
    }
  };
  const header = await read(async () => {
    const first = JSON.parse(await source.line());
    if (Number(first?.format) > backupFormat) return first as BackupHeader;
    return backupHeader.parse(first);
  });
  if (header.format > backupFormat) {
    throw new StartError(`${file} was written by a newer Purser (format ${header.format}). Update this copy first.`);
  }
  let counts: Record<string, number> = {};
  async function* tables(): AsyncGenerator<BackupTable> {
    for (;;) {
      const sum = source.sum();
      const next = await read(async () => JSON.parse(await source.line()));
      if ("sha256" in next) {
        await read(async () => {
          const footer = backupFooter.parse(next);
          if (footer.sha256 !== sum || !(await source.atEnd())) throw new Error("The checksum is another.");
          counts = footer.rows;
        });
        return;
      }
      const head = await read(async () => tableLine.parse(next));
      const rows = source.rows();
      yield { ...head, rows: guarded(rows, read) };
    }
  }
  return { header, tables: tables(), counts: () => counts };
}

/** Reads all of it, so that what is wrong with it is known before anything is done. Answers what it is. */
export async function verifyBackup(file: string): Promise<{ header: BackupHeader; rows: Record<string, number> }> {
  const { header, tables, counts } = await readBackup(file);
  for await (const { rows } of tables) for await (const _ of rows);
  return { header, rows: counts() };
}

async function* guarded(rows: AsyncGenerator<Buffer>, read: <T>(work: () => Promise<T>) => Promise<T>) {
  for (;;) {
    const { done, value } = await read(() => rows.next());
    if (done) return;
    yield value;
  }
}

const isOfSystem = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && "syscall" in error && error.syscall !== undefined;

/** The bytes of the file, unzipped, in lines and rows. */
class Source {
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #hash = createHash("sha256");
  /** What was read of the file and not yet used. */
  #rest: Buffer = Buffer.alloc(0);

  constructor(file: string) {
    const input = createReadStream(file, { highWaterMark: 1 << 18 });
    const unzipped = createGunzip({ chunkSize: 1 << 18 });
    input.on("error", (error) => unzipped.destroy(error));
    this.#chunks = input.pipe(unzipped)[Symbol.asyncIterator]();
  }

  /** Up to the end of the line, without it. */
  async line(): Promise<string> {
    for (let from = 0; ; ) {
      const end = this.#rest.indexOf(10, from);
      if (end >= 0) return this.#take(end + 1).toString("utf8", 0, end);
      from = this.#rest.length;
      await this.#more();
    }
  }

  /** Up to the line that ends them, piece by piece, without it. */
  async *rows(): AsyncGenerator<Buffer> {
    // The byte before: the end of no rows at all is then found like any other, right after a line.
    let before: Buffer = Buffer.from("\n");
    for (;;) {
      const end = Buffer.concat([before, this.#rest]).indexOf(endOfRows);
      if (end >= 0) {
        const rows = this.#take(end + endOfRows.length - 1).subarray(0, end);
        if (rows.length > 0) yield rows;
        return;
      }
      // The last bytes may be the beginning of the end.
      const sure = this.#rest.length - (endOfRows.length - 1);
      if (sure > 0) {
        const piece = this.#take(sure);
        before = piece.subarray(-1);
        yield piece;
      }
      await this.#more();
    }
  }

  /** SHA-256 of everything that was used so far. */
  sum(): string {
    return this.#hash.copy().digest("hex");
  }

  async atEnd(): Promise<boolean> {
    return this.#rest.length === 0 && (await this.#chunks.next()).done === true;
  }

  #take(length: number): Buffer {
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    this.#hash.update(taken);
    return taken;
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#chunks.next();
    if (done) throw new Error("It ends in the middle.");
    this.#rest = this.#rest.length === 0 ? value : Buffer.concat([this.#rest, value]);
  }
}
