import { asJob } from "#server/in-request.ts";
import { removeDemo } from "#server/ingest/demo/remove-demo.ts";
import { orgProcedure, router } from "../init.ts";

/** The generated data of the organisation "Demo". */
export const demoRouter = router({
  /** Deletes the demo's projects with everything in them; what was recorded elsewhere stays. */
  remove: orgProcedure("manageOrganization").mutation(({ ctx }) => asJob(() => removeDemo({ ctx }))),
});
