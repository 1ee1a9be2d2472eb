import { firstOwner } from "#server/access/organizations.ts";
import { createSignInLink } from "#server/access/sign-in-link.ts";
import { prisma } from "#server/db.ts";
import { StartError } from "#server/start-error.ts";
import { runCommand } from "./run-command.ts";
import { servedAt } from "./served-at.ts";

const usage = `npm run sign-in-link [-- <e-mail>]

Prints a link that signs a user in, once, within the hour: the owner of the first organisation, unless named. Who came by
it can set a new password on the Account page without the current one.

  --email <e-mail>     the same as the bare e-mail`;

await runCommand({
  usage,
  options: ["email"],
  read: ({ email: named }, [email = named, ...more]) => (more.length === 0 ? { email } : undefined),
  run: async ({ email }, dataDir) => {
    // Before the first look at the database, which reads the whole environment once.
    process.env.PURSER_URL ||= servedAt(dataDir) ?? "http://localhost:3000";
    const address = email?.toLowerCase() ?? (await firstOwner());
    if (!address) throw new StartError("There is no user yet. Start Purser once: npm start");
    if (!(await prisma().user.findUnique({ where: { email: address } }))) {
      throw new StartError(`There is no user "${address}".`);
    }
    const url = await createSignInLink(address);
    return { text: url, json: { url, email: address } };
  },
});
