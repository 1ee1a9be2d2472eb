import { failureText } from "#components/ui/failure-text.ts";

/** Why a form was not taken: what to say of it, of which fields, and whether someone else was faster. */
export type Refusal = { message: string | undefined; fields: Record<string, string>; conflict: boolean };

type Data = { appCode?: string; httpStatus?: number; fields?: { path: string; message: string }[] };

/** What the server said when it did not store `what`. Without an answer nobody knows whether it did. */
export function refusalOf(error: unknown, what: string): Refusal {
  const data = (error as { data?: Data | null } | null)?.data;
  if (!data) {
    const message = `Purser did not answer, so the ${what.toLowerCase()} may not have changed. Check that it is running and try again.`;
    return { message, fields: {}, conflict: false };
  }
  const named = (data.fields ?? []).map(({ path, message }) => [path.split(".").at(-1) ?? path, message] as const);
  return {
    message: named.length > 0 ? undefined : `Nothing was changed. ${failureText(error)}`,
    fields: Object.fromEntries(named),
    conflict: data.appCode === "conflict",
  };
}
