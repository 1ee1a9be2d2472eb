import { startServer } from "#server/main.ts";

/** The process of `testServer`: says where it listens, and ends when whoever started it is gone. */
const { url } = await startServer({ port: 0, host: "127.0.0.1", pages: false, worker: true });
process.stdout.write(`${url}\n`);
process.stdin.on("end", () => process.exit()).resume();
