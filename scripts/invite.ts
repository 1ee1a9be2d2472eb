import type { z } from "zod";
import { inviteMember, type inviteMemberInput } from "#server/access/invite-member.ts";
import { onlyOrganization, systemCtx } from "#server/access/organizations.ts";
import { env } from "#server/env.ts";
import { runCommand } from "./run-command.ts";
import { servedAt } from "./served-at.ts";

const usage = `npm run invite -- <e-mail> [options]

Invites somebody into an organisation and prints the link by which they join, within seven days. Nothing is sent: pass
the link on to them, and to nobody else.

  --role <role>        owner, admin, finance or member (default)
  --org <id>           default: the only organisation there is`;

await runCommand({
  usage,
  options: ["role", "org"],
  read: ({ role, org }, [email, ...more]) => (email && more.length === 0 ? { email, role, org } : undefined),
  run: async ({ email, role, org }, dataDir) => {
    // Before the first look at the database, which reads the whole environment once.
    process.env.PURSER_URL ||= servedAt(dataDir) ?? "http://localhost:3000";
    const now = new Date();
    const ctx = await systemCtx({ orgId: org ?? (await onlyOrganization()), by: "invite", now });
    // What is not a role is refused by the verb, which names those there are.
    const input = { email, role } as z.input<typeof inviteMemberInput>;
    const { id, expiresAt, ...invited } = await inviteMember({ ctx, input });
    const url = new URL(`/accept-invitation/${id}`, env().PURSER_URL).href;
    console.error(`Invited ${invited.email} into "${ctx.orgId}" as ${invited.role}, until ${expiresAt.toISOString()}.`);
    return { text: url, json: { url, org: ctx.orgId, ...invited, expiresAt } };
  },
});
