import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { comesFromOwnPage } from "#server/access/own-origin.ts";
import { AppError, retryAfterSeconds } from "#server/errors.ts";
import { createTrpcContext, type TrpcContext } from "./context.ts";
import { appRouter } from "./router.ts";
import { trpcErrorOf } from "./trpc-error.ts";

type RequestFacts = { request: Request; requestId: string; now: Date; seen: (context: TrpcContext) => void };

/**
 * Answers `/api/trpc/*`. `seen` is told the context, for the log. A change that another site's page asks for is
 * `forbidden`: lax cookies are the first lock on the door, this is the second.
 */
export async function trpcHandler({ request, requestId, now, seen }: RequestFacts): Promise<Response> {
  const response = await fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    allowMethodOverride: false,
    maxBatchSize: 30,
    createContext: async ({ resHeaders }) => {
      if (request.method === "POST" && !comesFromOwnPage(request)) throw trpcErrorOf(otherSite);
      const setCookie = (cookie: string) => resHeaders.append("set-cookie", cookie);
      const context = await createTrpcContext({ headers: request.headers, requestId, now, setCookie });
      seen(context);
      return context;
    },
    responseMeta: ({ errors }) =>
      errors.some(({ code }) => code === "SERVICE_UNAVAILABLE")
        ? { headers: new Headers({ "retry-after": String(retryAfterSeconds) }) }
        : {},
  });
  // What tRPC refuses before it knows the call comes as JSON without a type, which would be sent as that of a bare text.
  const type = response.headers.get("content-type");
  if (type === null || type.startsWith("text/plain")) response.headers.set("content-type", "application/json");
  return response;
}

const otherSite = new AppError(
  "forbidden",
  "Changes are taken from Purser's own pages only. If this is one, set PURSER_URL to the address at which people open Purser, and start it again.",
);
