import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { AppError } from "#server/errors.ts";
import { createTrpcContext, type TrpcContext } from "./context.ts";
import { appRouter } from "./router.ts";

type RequestFacts = { request: Request; requestId: string; now: Date; seen: (context: TrpcContext) => void };

/**
 * Answers `/api/trpc/*`. `seen` is told the context, for the log.
 * @throws AppError `forbidden` for a change that another site's page asked for.
 */
export function trpcHandler({ request, requestId, now, seen }: RequestFacts): Promise<Response> {
  refuseOtherSites(request);
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    allowMethodOverride: false,
    maxBatchSize: 30,
    createContext: async ({ resHeaders }) => {
      const setCookie = (cookie: string) => resHeaders.append("set-cookie", cookie);
      const context = await createTrpcContext({ headers: request.headers, requestId, now, setCookie });
      seen(context);
      return context;
    },
  });
}

/** Lax cookies are the first lock on the door, this is the second: browsers say where a request comes from. */
function refuseOtherSites(request: Request): void {
  if (request.method === "GET") return;
  const site = request.headers.get("sec-fetch-site");
  if (site === null || site === "same-origin" || site === "none") return;
  throw new AppError("forbidden", "Changes are taken from Purser's own pages only.");
}
