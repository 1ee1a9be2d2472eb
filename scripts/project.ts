import { systemCtx } from "#server/access/organizations.ts";
import { createProject } from "#server/catalog/create-project.ts";
import { StartError } from "#server/start-error.ts";
import { runCommand } from "./run-command.ts";

const usage = "npm run project -- create --org <id> <project-id> [--name <text>] [--data-dir <folder>]";

/** Makes a project of an organisation and prints its id. */
await runCommand({
  usage,
  options: ["org", "name"],
  run: async ({ org, name }, [verb, id, ...more]) => {
    if (verb !== "create" || !id || !org || more.length > 0) throw new StartError(`Usage: ${usage}`);
    const ctx = await systemCtx({ orgId: org, by: "project", now: new Date() });
    const project = await createProject({ ctx, input: { id, ...(name !== undefined && { name }) } });
    console.error(`Created the project "${project.id}" in "${org}".`);
    return project.id;
  },
});
