import type { OrgId } from "#server/context.ts";
import { onDomainEvents } from "#server/event-listener.ts";
import { type Approval, getApproval } from "./approval-queries.ts";

/**
 * The approval once it is decided, or as it stands after `seconds` at the latest (or when the caller goes away): for agents
 * that wait for their answer.
 * @throws AppError `not_found`.
 */
export async function waitForApproval(
  ctx: { orgId: OrgId },
  id: string,
  { seconds, signal }: { seconds: number; signal?: AbortSignal },
): Promise<Approval> {
  let wake = () => {};
  const stop = onDomainEvents(ctx.orgId, () => wake());
  const until = Date.now() + seconds * 1000;
  try {
    for (;;) {
      // The next news is waited for before the state is read, so that none falls in between.
      const news = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const approval = await getApproval(ctx, id);
      const left = until - Date.now();
      if (approval.status !== "pending" || left <= 0 || signal?.aborted) return approval;
      await Promise.race([news, timeout(Math.min(left, 5_000), signal)]);
    }
  } finally {
    stop();
  }
}

/** Resolves after the time, or when the signal comes. Never rejects. */
function timeout(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
