import { createCallerFactory, router } from "./init.ts";
import { aiCostRouter } from "./routers/ai-cost.ts";
import { demoRouter } from "./routers/demo.ts";
import { growthRouter } from "./routers/growth.ts";
import { runsRouter } from "./routers/runs.ts";
import { sessionRouter } from "./routers/session.ts";

/** Every procedure the pages call, by the domain it belongs to. A new domain is one line here. */
export const appRouter = router({
  aiCost: aiCostRouter,
  demo: demoRouter,
  growth: growthRouter,
  runs: runsRouter,
  session: sessionRouter,
});

export type AppRouter = typeof appRouter;

/** Calls procedures in process, through the same gate and error mapping: for tests. */
export const createCaller = createCallerFactory(appRouter);
