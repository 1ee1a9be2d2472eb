/** Why a change was not made: the server's code, and what to tell the reader. */
type Refusal = { code: string; message: string };

const noAnswer: Refusal = {
  code: "no_answer",
  message: "Purser did not answer, so nothing may have changed. Check that it is running and try again.",
};

const inOurWords: Record<string, string> = {
  rate_limited: "Too many attempts. Wait a minute and try again.",
  unauthorized: "You are signed out. Sign in again; nothing was changed.",
};

/** Asks the server to change the account of whoever is signed in; undefined when it did. Never throws. */
export async function changeAccount(
  what: "rename" | "set-password" | "change-password",
  body: Record<string, string>,
): Promise<Refusal | undefined> {
  try {
    const answer = await fetch(`/api/auth/account/${what}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (answer.ok) return undefined;
    const { code = "", detail }: { code?: string; detail?: string } = await answer.json();
    return { code, message: inOurWords[code] ?? detail ?? noAnswer.message };
  } catch {
    return noAnswer;
  }
}
