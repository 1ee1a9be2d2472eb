import { organizationInfo, renameOrganization, renameOrganizationInput } from "#server/access/organization.ts";
import { orgProcedure, router } from "../init.ts";

/** The organisation itself. */
export const organizationRouter = router({
  get: orgProcedure("view").query(({ ctx }) => organizationInfo(ctx)),

  rename: orgProcedure("manageOrganization")
    .input(renameOrganizationInput)
    .mutation(({ ctx, input }) => renameOrganization({ ctx, input })),
});
