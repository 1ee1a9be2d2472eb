import { createProject, createProjectInput } from "#server/catalog/create-project.ts";
import { orgProcedure, router } from "../init.ts";

/** What spend is booked on and limits are set for. */
export const projectsRouter = router({
  create: orgProcedure("manageProjects")
    .input(createProjectInput)
    .mutation(async ({ ctx, input }) => {
      const { id, name } = await createProject({ ctx, input });
      return { id, name };
    }),
});
