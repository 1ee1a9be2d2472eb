"use client";

import { useState } from "react";

const noAnswer = "Purser did not answer. Check that it is running and try again.";

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
    const found = await problemOf(path, body);
    if (found === undefined) return window.location.assign(next);
    setProblem(found);
    setBusy(false);
  }

  return { busy, problem, send };
}

async function problemOf(path: string, body: Record<string, unknown>): Promise<string | undefined> {
  try {
    const answer = await fetch(`/api/auth/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (answer.ok) return undefined;
    const { code, detail }: { code?: string; detail?: string } = await answer.json();
    return (code && inOurWords[code]) || detail || noAnswer;
  } catch {
    return noAnswer;
  }
}

const inOurWords: Record<string, string> = {
  invalid_email_or_password: "The e-mail address or the password is not right.",
  rate_limited: "Too many attempts. Wait a minute and try again.",
  invitation_not_found: "This invitation was used, withdrawn or has expired. Ask for a new one.",
};
