import type { z } from "zod";
import { createApiKey, type createApiKeyInput } from "#server/access/api-keys.ts";
import { systemCtx } from "#server/access/organizations.ts";
import { StartError } from "#server/start-error.ts";
import { runCommand } from "./run-command.ts";

const usage =
  "npm run key -- --org <id> --name <text> --scopes ingest,reserve,read,admin [--data-dir <folder>]\n" +
  "Scopes: ingest (record usage), reserve (ask before spending), read, admin (all of them, and changing settings).";

/** Makes an API key and prints it, alone, on standard output. */
await runCommand({
  usage,
  options: ["org", "name", "scopes"],
  run: async ({ org, name, scopes }, words) => {
    if (!org || !name || !scopes || words.length > 0) throw new StartError(`Usage: ${usage}`);
    const ctx = await systemCtx({ orgId: org, by: "key", now: new Date() });
    const wanted = scopes.split(",").map((scope) => scope.trim());
    // What is not a scope is refused by the verb, which names those there are.
    const input = { name, scopes: wanted } as z.input<typeof createApiKeyInput>;
    const { key, prefix } = await createApiKey({ ctx, input });
    console.error(
      `Made the key "${name}" (${prefix}…) of "${org}" for ${wanted.join(", ")}. It is shown only this once.`,
    );
    return key;
  },
});
