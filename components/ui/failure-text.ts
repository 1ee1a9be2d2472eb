/** What to tell the reader of a failed request: the server’s own words where it refused, for they say what to do. */
export function failureText(error: unknown): string {
  const data = (error as { data?: { httpStatus?: unknown } | null } | null)?.data;
  if (!data) return "Purser did not answer. Your data is safe.";
  const refused = typeof data.httpStatus === "number" && data.httpStatus < 500;
  return refused && error instanceof Error ? error.message : "Something went wrong on our side. Your data is safe.";
}
