"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { BellOff } from "lucide-react";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { failureText } from "#components/ui/failure-text.ts";
import { Notice } from "#components/ui/notice.tsx";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { Switch } from "#components/ui/switch.tsx";

/** Turns alerts of the whole organisation on or off, and says what that does; readers see only that they are off. */
export function AlertingSwitch({ canSet }: { canSet: boolean }) {
  const { alerts } = useTRPC();
  const queryClient = useQueryClient();
  const { data } = useSuspenseQuery(alerts.alerting.queryOptions());
  const { mutate, isPending, variables, error } = useMutation(
    alerts.setAlerting.mutationOptions({
      onSuccess: (set) => queryClient.setQueryData(alerts.alerting.queryKey(), set),
    }),
  );
  const enabled = (isPending ? variables.enabled : undefined) ?? data.enabled;
  return (
    <>
      {!data.enabled && (
        <Notice tone="warning" icon={<BellOff aria-hidden="true" />}>
          <span className="font-medium">Alerts are off for the whole organisation.</span> Thresholds that are crossed
          now are told to nobody. Limits still hold and agents still pause.
          {!canSet && " An owner or admin can turn them on."}
        </Notice>
      )}
      {canSet && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-[0.8125rem]">
          <Switch
            label="Alerts for This Organisation"
            checked={enabled}
            onCheckedChange={(on) => !isPending && mutate({ enabled: on })}
          />
          <p className="min-w-0 flex-1 basis-80 text-ink-muted text-pretty">
            On: a budget that reaches a threshold is shown under Alerts and sent to webhooks and by e‑mail, as the
            budget says. Off: nobody is told; limits still hold and agents still pause.
          </p>
        </div>
      )}
      <ProblemText>{error ? `Alerting was not changed. ${failureText(error)}` : undefined}</ProblemText>
    </>
  );
}
