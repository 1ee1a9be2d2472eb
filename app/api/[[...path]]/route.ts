import { api } from "#server/api.ts";

/**
 * The same handler that `server/main` puts in front of Next, so that the app is whole under plain `next dev` or any
 * host of Next. Under `npm start` no request reaches this.
 */
const handle = (request: Request) => api.fetch(request);

export {
  handle as DELETE,
  handle as GET,
  handle as HEAD,
  handle as OPTIONS,
  handle as PATCH,
  handle as POST,
  handle as PUT,
};

export const dynamic = "force-dynamic";
