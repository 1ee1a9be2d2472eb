import { type RouteConfig, z } from "@hono/zod-openapi";
import { jsonAnswer, problem } from "../rest-route.ts";

const state = <Word extends string>(word: Word) => z.object({ status: z.literal(word) });

/** What monitoring asks without credentials. They are answered in `server/api`; here is what the document says of them. */
export const systemRoutes: RouteConfig[] = [
  {
    method: "get",
    path: "/health",
    summary: "Whether the process answers: for a liveness probe",
    security: [],
    responses: { 200: jsonAnswer("It does.", state("ok")) },
  },
  {
    method: "get",
    path: "/ready",
    summary: "Whether the database answers and has every migration: for a readiness probe",
    security: [],
    responses: {
      200: jsonAnswer("It does.", state("ready")),
      429: problem("Too many requests: try again after Retry-After seconds."),
      503: problem("Not yet, or not now; it says why."),
    },
  },
  {
    method: "get",
    path: "/metrics",
    summary: "Metrics of Purser itself, in the text format of Prometheus",
    security: [],
    responses: {
      200: {
        description: "The metrics of this process, and what the database says of the queue and the outbox.",
        content: {
          "text/plain": {
            schema: z.string(),
            example: "# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total 12.5\n",
          },
        },
      },
      429: problem("Too many requests: try again after Retry-After seconds."),
    },
  },
];
