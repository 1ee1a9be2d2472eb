import type { BenchServer } from "./bench-database.ts";
import { type Figure, figure } from "./figure.ts";

/**
 * Figure 10: the most memory (RSS) that the server takes while it is loaded, against itself when it has started and
 * answered its first request. Begin before any load; `during` looks on while it works.
 */
export async function watchMemory({ port, process }: BenchServer) {
  await fetch(`http://127.0.0.1:${port}/api/health`);
  const idle = await process.call<number>("memory");
  const peaks: number[] = [];
  return {
    during: async <Result>(work: () => Promise<Result>): Promise<Result> => {
      await process.call("watchMemory");
      try {
        return await work();
      } finally {
        peaks.push(await process.call<number>("mostMemory"));
      }
    },
    figure: (): Figure => {
      const name = "Memory under load (1 and 3) ÷ idle";
      return figure(
        { id: "10", name, unit: "MB", must: 3, aim: 2, better: "lower" },
        Math.max(...peaks) / 1e6,
        idle / 1e6,
      );
    },
  };
}
