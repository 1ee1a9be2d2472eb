import { PurserError } from "./errors.ts";
import type { Hold } from "./hold.ts";
import type { PurserState } from "./purser-state.ts";
import { type GuardedCall, reserve } from "./reserve.ts";

/**
 * Reserves, runs `call`, and gives back what it held if it threw. `call` settles its hold with what it used; one that ends
 * without is announced, since what it cost is not known.
 * @throws what `reserve` and `call` throw.
 */
export async function guard<T>(state: PurserState, asked: GuardedCall, call: (hold: Hold) => Promise<T>): Promise<T> {
  const hold = await reserve(state, asked);
  try {
    const result = await call(hold);
    if (!hold.ended) {
      const message = `A guarded call of agent ${asked.agentId} ended without hold.settle(usage): nothing is recorded of it.`;
      state.onError(new PurserError(message, { code: "not_settled" }));
    }
    return result;
  } finally {
    if (!hold.ended) await hold.release();
  }
}
