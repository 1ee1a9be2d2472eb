import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { requireOwnPage } from "#server/access/own-origin.ts";
import { retryAfterSeconds, toAppError } from "#server/errors.ts";
import { createTrpcContext, type TrpcContext } from "./context.ts";
import { appRouter } from "./router.ts";
import { appErrorOf, trpcErrorOf } from "./trpc-error.ts";

type RequestFacts = {
  request: Request;
  requestId: string;
  now: Date;
  /** May refuse, by an AppError, so many calls of whoever it is. */
  admit: (context: TrpcContext, calls: number) => void;
};

/**
 * Answers `/api/trpc/*`. `admit` is told the context before any call is made. A change that another site's page asks for is
 * `forbidden`: lax cookies are the first lock on the door, this is the second.
 */
export async function trpcHandler({ request, requestId, now, admit }: RequestFacts): Promise<Response> {
  const response = await fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    allowMethodOverride: false,
    maxBatchSize: 30,
    createContext: async ({ resHeaders }) => {
      if (request.method === "POST") requireOwn(request);
      const setCookie = (cookie: string) => resHeaders.append("set-cookie", cookie);
      const context = await createTrpcContext({ headers: request.headers, requestId, now, setCookie });
      try {
        admit(context, new URL(request.url).pathname.split(",").length);
      } catch (error) {
        throw trpcErrorOf(toAppError(error));
      }
      return context;
    },
    responseMeta: ({ errors }) => {
      const later = errors.find(({ code }) => code === "SERVICE_UNAVAILABLE" || code === "TOO_MANY_REQUESTS");
      const seconds = (later && appErrorOf(later).retryAfterSeconds) ?? retryAfterSeconds;
      return later ? { headers: new Headers({ "retry-after": String(seconds) }) } : {};
    },
  });
  // What tRPC refuses before it knows the call comes as JSON without a type, which would be sent as that of a bare text.
  const type = response.headers.get("content-type");
  if (type === null || type.startsWith("text/plain")) response.headers.set("content-type", "application/json");
  return response;
}

function requireOwn(request: Request): void {
  try {
    requireOwnPage(request);
  } catch (error) {
    throw trpcErrorOf(toAppError(error));
  }
}
