import { z } from "zod";
import { listApiKeys } from "#server/access/api-keys.ts";
import { listInvitations } from "#server/access/invitations.ts";
import { listMembers } from "#server/access/members.ts";
import { listDeliveries } from "#server/alerts/webhook-deliveries.ts";
import { searchText } from "#server/search-text.ts";
import { allAtOnce, exportTable, opened, pageByPage } from "../export-table.ts";
import { byText } from "../search.ts";

const nothingAsked = z.strictObject({});
const deliveriesAtOnce = 200;

/** Who and what reaches the organisation, and what it tells others. No file holds a secret or a link that opens anything. */
export const accessTables = {
  members: exportTable({
    permission: "manageMembers",
    input: z.strictObject({ q: searchText().default("") }),
    open: async ({ ctx, input: { q } }) =>
      opened(allAtOnce(byText(await listMembers(ctx), q, ({ name, email }) => [`${name} ${email}`])), [
        { header: "Name", text: ({ name }) => name },
        { header: "E-Mail Address", text: ({ email }) => email },
        { header: "Role", text: ({ role }) => role },
        { header: "Joined (UTC)", text: ({ joinedAt }) => joinedAt },
      ]),
  }),

  invitations: exportTable({
    permission: "manageMembers",
    input: nothingAsked,
    open: async ({ ctx }) =>
      opened(allAtOnce(await listInvitations(ctx)), [
        { header: "E-Mail Address", text: ({ email }) => email },
        { header: "Role", text: ({ role }) => role },
        { header: "Invited By", text: ({ inviterName }) => inviterName },
        { header: "Invited (UTC)", text: ({ createdAt }) => createdAt },
        { header: "Valid Until (UTC)", text: ({ expiresAt }) => expiresAt },
      ]),
  }),

  "api-keys": exportTable({
    permission: "manageKeys",
    input: z.strictObject({ show: z.enum(["active", "all"]).default("active") }),
    open: async ({ ctx, input: { show } }) => {
      const keys = (await listApiKeys(ctx)).map((key) => {
        const expired = key.expiresAt !== null && key.expiresAt <= ctx.now;
        return { ...key, state: key.revokedAt ? "Revoked" : expired ? "Expired" : "Active" };
      });
      return opened(
        allAtOnce(keys.filter(({ state }) => show === "all" || state === "Active")),
        [
          { header: "Name", text: ({ name }) => name },
          { header: "Begins With", text: ({ prefix }) => prefix },
          { header: "Scopes", text: ({ scopes }) => scopes.join("; ") },
          { header: "State", text: ({ state }) => state },
          { header: "Created (UTC)", text: ({ createdAt }) => createdAt.toISOString() },
          { header: "Created By", text: ({ createdBy }) => createdBy },
          { header: "Last Used (UTC)", text: ({ lastUsedAt }) => lastUsedAt?.toISOString() ?? null },
          { header: "Ends (UTC)", text: ({ expiresAt }) => expiresAt?.toISOString() ?? null },
          { header: "Revoked (UTC)", text: ({ revokedAt }) => revokedAt?.toISOString() ?? null },
        ],
        [show === "all" ? null : show],
      );
    },
  }),

  "webhook-deliveries": exportTable({
    permission: "manageWebhooks",
    input: z.strictObject({ id: z.string().min(1).max(200) }),
    open: ({ ctx, input: { id } }) =>
      opened(
        pageByPage(async (before: string | null) => {
          const items = await listDeliveries(ctx, id, { limit: deliveriesAtOnce, before: before ?? undefined });
          return { items, nextCursor: items.length === deliveriesAtOnce ? (items.at(-1)?.id ?? null) : null };
        }),
        [
          { header: "Time (UTC)", text: ({ createdAt }) => createdAt },
          { header: "Event", text: ({ eventType }) => eventType },
          { header: "Event Id", text: ({ eventId }) => eventId },
          { header: "Status", text: ({ status, willRetry }) => (willRetry ? "trying again" : status) },
          { header: "Attempts", number: ({ attempts }) => attempts },
          { header: "Last Attempt (UTC)", text: ({ lastAttemptAt }) => lastAttemptAt },
          { header: "Answer Status", number: ({ responseStatus }) => responseStatus },
          { header: "Answer", text: ({ responseBody }) => responseBody },
          { header: "Error", text: ({ error }) => error },
        ],
        [id],
      ),
  }),
};
