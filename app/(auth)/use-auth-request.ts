"use client";

import { useState } from "react";
import { askAuth } from "#components/account/ask-auth.ts";

/**
 * Sends a form to the API and goes on to `next` when it is taken. The whole page is loaded anew, so that nothing of
 * who was signed in before stays behind. `problem` says why it was not taken and what to do.
 */
export function useAuthRequest() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function send(path: string, body: Record<string, unknown>, next: string): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const refusal = await askAuth(path, body);
    if (!refusal) return window.location.assign(next);
    setProblem(refusal.message);
    setBusy(false);
  }

  return { busy, problem, send };
}
