import { firstOwner } from "#server/access/organizations.ts";
import { createSignInLink } from "#server/access/sign-in-link.ts";
import { prisma } from "#server/db.ts";
import { StartError } from "#server/start-error.ts";
import { runCommand } from "./run-command.ts";
import { servedAt } from "./served-at.ts";

const usage = "npm run sign-in-link -- [--email <address>] [--data-dir <folder>]";

/** Prints a link that signs a user in, once, within the hour: the owner of the first organisation unless named. */
await runCommand({
  usage,
  options: ["email"],
  run: async ({ email }, words, dataDir) => {
    if (words.length > 0) throw new StartError(`Usage: ${usage}`);
    // Before the first look at the database, which reads the whole environment once.
    process.env.PURSER_URL ||= servedAt(dataDir) ?? "http://localhost:3000";
    const address = email?.toLowerCase() ?? (await firstOwner());
    if (!address) throw new StartError("There is no user yet. Start Purser once: npm start");
    if (!(await prisma().user.findUnique({ where: { email: address } }))) {
      throw new StartError(`There is no user "${address}".`);
    }
    return createSignInLink(address);
  },
});
