import type { Metadata } from "next";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Webhooks } from "#components/webhooks/webhooks.tsx";
import { HydrateClient, prefetch, trpc } from "../../../trpc-server.tsx";
import { workspace } from "../../workspace.ts";

export const metadata: Metadata = { title: "Webhooks" };

export default async function WebhooksPage() {
  const { organisation, canManageWebhooks } = await workspace();
  if (!canManageWebhooks) {
    return (
      <Card aria-label="Webhooks">
        <h1 className="sr-only">Webhooks</h1>
        <EmptyState title="Webhooks are set up by owners and admins.">
          Ask an owner or admin of {organisation.name} to add one, or to change your role.
        </EmptyState>
      </Card>
    );
  }
  prefetch(trpc.webhooks.list.queryOptions());
  return (
    <HydrateClient>
      <Webhooks organisation={organisation.name} />
    </HydrateClient>
  );
}
