import { systemCtx } from "#server/access/organizations.ts";
import { createProject } from "#server/catalog/create-project.ts";
import { runCommand } from "./run-command.ts";

const usage = `npm run project -- create --org <id> <project-id> [options]

Makes a project of an organisation and prints its id.

  --org <id>           the organisation it belongs to
  --name <text>        default: the id`;

await runCommand({
  usage,
  options: ["org", "name"],
  required: ["org"],
  read: ({ org, name }, [verb, id, ...more]) =>
    verb === "create" && id && org && more.length === 0 ? { org, name, id } : undefined,
  run: async ({ org, name, id }) => {
    const ctx = await systemCtx({ orgId: org, by: "project", now: new Date() });
    const project = await createProject({ ctx, input: { id, ...(name !== undefined && { name }) } });
    console.error(`Created the project "${project.id}" in "${org}".`);
    return { text: project.id, json: { org, project: project.id } };
  },
});
