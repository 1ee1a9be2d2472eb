import { createOrganization, firstOwner } from "#server/access/organizations.ts";
import { StartError } from "#server/start-error.ts";
import { runCommand } from "./run-command.ts";

const usage = "npm run org -- create <id> [--name <text>] [--owner <e-mail>] [--data-dir <folder>]";

/**
 * Makes an organisation and prints its id. Its owner is the given user, else whoever owns the first organisation, so
 * that it is on that person's dashboard.
 */
await runCommand({
  usage,
  options: ["name", "owner"],
  create: true,
  run: async ({ name, owner }, [verb, id, ...more]) => {
    if (verb !== "create" || !id || more.length > 0) throw new StartError(`Usage: ${usage}`);
    const ownerEmail = owner ?? (await firstOwner());
    const { orgId } = await createOrganization({
      by: "org",
      input: { id, ...(name !== undefined && { name }), ...(ownerEmail && { ownerEmail }) },
      now: new Date(),
    });
    console.error(
      `Created the organisation "${orgId}"${ownerEmail ? `, owned by ${ownerEmail}` : ", without members"}.`,
    );
    return orgId;
  },
});
