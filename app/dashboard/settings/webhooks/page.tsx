import type { Metadata } from "next";
import { Webhooks } from "#components/webhooks/webhooks.tsx";
import { HydrateClient, prefetch, trpc } from "../../../trpc-server.tsx";
import { NoAccessPage } from "../../no-access-page.tsx";
import { workspace } from "../../workspace.ts";

export const metadata: Metadata = { title: "Webhooks" };

export default async function WebhooksPage() {
  const { organisation, permissions } = await workspace();
  if (!permissions.includes("manageWebhooks")) {
    return (
      <NoAccessPage title="Webhooks" what="Webhooks are set up by owners and admins." permission="manageWebhooks" />
    );
  }
  prefetch(trpc.webhooks.list.queryOptions());
  return (
    <HydrateClient>
      <Webhooks organisation={organisation.name} />
    </HydrateClient>
  );
}
