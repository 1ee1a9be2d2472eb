import { createOrganization, firstOwner } from "#server/access/organizations.ts";
import { runCommand } from "./run-command.ts";

const usage = `npm run org -- create <id> [options]

Makes an organisation and prints its id. Its owner is the given user, else whoever owns the first organisation, so that
it is on that person's dashboard.

  --name <text>        default: the id
  --owner <e-mail>     a user who is there already, or will be made`;

await runCommand({
  usage,
  options: ["name", "owner"],
  create: true,
  read: ({ name, owner }, [verb, id, ...more]) =>
    verb === "create" && id && more.length === 0 ? { id, name, owner } : undefined,
  run: async ({ id, name, owner }) => {
    const ownerEmail = owner ?? (await firstOwner());
    const { orgId } = await createOrganization({
      by: "org",
      input: { id, ...(name !== undefined && { name }), ...(ownerEmail && { ownerEmail }) },
      now: new Date(),
    });
    console.error(
      `Created the organisation "${orgId}"${ownerEmail ? `, owned by ${ownerEmail}` : ", without members"}.`,
    );
    return { text: orgId, json: { org: orgId, owner: ownerEmail ?? null } };
  },
});
