import { readSession, type Session } from "#server/access/session.ts";
import { type AppError, toAppError } from "#server/errors.ts";

/**
 * What every call of one request shares. The session is read once; that it cannot be read is kept too, and thrown by
 * each procedure that needs it, so that one bad session does not hide as a broken batch.
 */
export type TrpcContext = {
  requestId: string;
  now: Date;
  session: Session | null | AppError;
  /** Reads the session anew, for answers that last: whoever signed out since is told no more. */
  sessionNow?: () => Promise<Session | null | AppError>;
};

type RequestFacts = { headers: Headers; requestId: string; now: Date; setCookie?: (cookie: string) => void };

/** The context of one HTTP request, or of one page that is rendered on the server (without `setCookie`). */
export async function createTrpcContext({ headers, requestId, now, setCookie }: RequestFacts): Promise<TrpcContext> {
  const session = await readSession(headers, setCookie).catch(toAppError);
  return { requestId, now, session, sessionNow: () => readSession(headers).catch(toAppError) };
}
