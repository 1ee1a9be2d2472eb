import type { z } from "zod";
import { createApiKey, type createApiKeyInput } from "#server/access/api-keys.ts";
import { systemCtx } from "#server/access/organizations.ts";
import { runCommand } from "./run-command.ts";

const usage = `npm run key -- --org <id> --name <text> --scopes <scope,…>

Makes an API key and prints it, alone. It is shown only this once.

  --org <id>           the organisation it is for
  --name <text>        what it is called in lists
  --scopes <scope,…>   ingest (record usage), reserve (ask before spending), read, admin (all of them, and settings)`;

await runCommand({
  usage,
  options: ["org", "name", "scopes"],
  required: ["org", "name", "scopes"],
  read: ({ org, name, scopes }, words) =>
    org && name && scopes && words.length === 0
      ? { org, name, scopes: scopes.split(",").map((scope) => scope.trim()) }
      : undefined,
  run: async ({ org, name, scopes }) => {
    const ctx = await systemCtx({ orgId: org, by: "key", now: new Date() });
    // What is not a scope is refused by the verb, which names those there are.
    const input = { name, scopes } as z.input<typeof createApiKeyInput>;
    const { key, prefix } = await createApiKey({ ctx, input });
    console.error(
      `Made the key "${name}" (${prefix}…) of "${org}" for ${scopes.join(", ")}. It is shown only this once.`,
    );
    return { text: key, json: { key, prefix, org, name, scopes } };
  },
});
