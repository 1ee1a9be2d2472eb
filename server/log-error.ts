/** What a log says of an error: never the values that it is about. */
type LoggedError = { type: string; message: string; code?: string; stack?: string; cause?: LoggedError };

/**
 * An error as the log has it: kind, message, code and where it came from. What else databases and libraries hang on it
 * (the row, the query, the request) may be anything, and stays out; secrets that a message quotes are blotted out.
 */
export function loggedError(error: unknown): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: withoutSecrets(String(error)) };
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return {
    type: error.name,
    message: withoutSecrets(error.message),
    ...(code !== undefined && { code }),
    ...(error.stack !== undefined && { stack: withoutSecrets(error.stack) }),
    ...(error.cause !== undefined && error.cause !== error && { cause: loggedError(error.cause) }),
  };
}

const secrets: [RegExp, string][] = [
  [/\bpk_[\w-]{8,}/g, "pk_…"],
  [/\bwhsec_[\w+/=-]+/g, "whsec_…"],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, "eyJ…"],
  [/\b(Bearer|Basic) +[^\s"',]+/gi, "$1 …"],
  [/([a-z][a-z+]*:\/\/)[^\s/@"']+@/gi, "$1…@"],
  [/\b(token|password|secret|key|code|state)=[^\s&"']+/gi, "$1=…"],
  [/(\/(?:accept-invitation|reset-password)\/)[\w-]+/g, "$1…"],
];

/** A text with the secrets in it blotted out: keys, tokens, passwords in addresses, links that let somebody in. */
export function withoutSecrets(text: string): string {
  return secrets.reduce((rest, [pattern, blot]) => rest.replaceAll(pattern, blot), text);
}
