import { prisma } from "#server/db.ts";
import { log } from "#server/log.ts";
import { demoOrgId } from "./demo-company.ts";
import { fillDemo } from "./fill-demo.ts";

/**
 * Lets the demo's day go on while the server runs: every `everyMs` milliseconds what has happened meanwhile is recorded.
 * Ends by itself once there is no demo data (any more). Returns how to stop it; that waits for a filling under way.
 */
export function keepDemoGoing({ everyMs = 20_000 }: { everyMs?: number } = {}): () => Promise<void> {
  let since: Date | undefined;
  let underWay: Promise<void> | undefined;
  const timer = setInterval(() => {
    underWay ??= tick().finally(() => {
      underWay = undefined;
    });
  }, everyMs);

  async function tick(): Promise<void> {
    const now = new Date();
    try {
      const settings = await prisma().orgSettings.findUnique({ where: { orgId: demoOrgId } });
      if (!settings?.demo) return clearInterval(timer);
      await fillDemo({ now, ...(since && { since }) });
      since = now;
    } catch (error) {
      // The next one makes up for it.
      log.warn({ err: error }, "the demo data could not be continued");
    }
  }
  return async () => {
    clearInterval(timer);
    await underWay;
  };
}
