import type { Metadata } from "next";
import { Alerting } from "#components/alerts/alerting.tsx";
import { HydrateClient, prefetch, trpc } from "../../../trpc-server.tsx";
import { workspace } from "../../workspace.ts";

export const metadata: Metadata = { title: "Alerting" };

export default async function AlertingPage() {
  const { organisation, permissions } = await workspace();
  prefetch(trpc.alerts.alerting.queryOptions());
  prefetch(trpc.alerts.mailing.queryOptions());
  return (
    <HydrateClient>
      <Alerting
        organisation={organisation.name}
        canSetAlerting={permissions.includes("setLimit")}
        canManageWebhooks={permissions.includes("manageWebhooks")}
      />
    </HydrateClient>
  );
}
