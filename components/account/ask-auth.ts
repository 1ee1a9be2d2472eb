/** Why a request was not taken: the server's code, and what to tell the reader. */
export type Refusal = { code: string; message: string };

const noAnswer: Refusal = {
  code: "no_answer",
  message: "Purser did not answer, so nothing may have changed. Check that it is running and try again.",
};

const inOurWords: Record<string, string> = {
  invalid_email_or_password: "The e-mail address or the password is not right. Check both and try again.",
  invitation_not_found: "This invitation was used, withdrawn or has expired. Ask for a new one.",
  unauthorized: "You are signed out. Sign in again; nothing was changed.",
};

/** Sends a form about who is signed in to `/api/auth/<path>`; undefined when it was taken. Never throws. */
export async function askAuth(path: string, body: Record<string, unknown>): Promise<Refusal | undefined> {
  try {
    const answer = await fetch(`/api/auth/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (answer.ok) return undefined;
    const { code = "", detail }: { code?: string; detail?: string } = await answer.json();
    if (code === "rate_limited") return { code, message: `Too many attempts. ${waitText(answer.headers)}` };
    return { code, message: inOurWords[code] ?? detail ?? noAnswer.message };
  } catch {
    return noAnswer;
  }
}

function waitText(headers: Headers): string {
  const seconds = Math.ceil(Number(headers.get("retry-after")));
  const time = seconds > 1 ? `${seconds} seconds` : seconds === 1 ? "a second" : "a minute";
  return `Wait ${time}, then try again.`;
}
