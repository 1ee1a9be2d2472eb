import { startServer } from "#server/main.ts";

/** The process of `testServer`: says where it listens (`PORT`, else a free one), and ends when whoever started it is gone. */
const port = Number(process.env.PORT ?? 0);
const { url } = await startServer({ port, host: "127.0.0.1", pages: false, worker: true });
process.stdout.write(`${url}\n`);
process.stdin.on("end", () => process.exit()).resume();
