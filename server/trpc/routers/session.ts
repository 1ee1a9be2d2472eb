import { permissionsOf } from "#server/access/permissions.ts";
import { orgProcedure, router } from "../init.ts";

/** Who is signed in, for the shell of every page. */
export const sessionRouter = router({
  /** The person, the organisation they work in, the others they could, and what they may do here. */
  current: orgProcedure("view").query(({ ctx }) => {
    const { user, orgId, role, organizations } = ctx.session;
    return { user, orgId, role, organizations, permissions: permissionsOf(ctx.actor) };
  }),
});
