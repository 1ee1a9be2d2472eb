"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { failureText } from "#components/ui/failure-text.ts";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { Switch } from "#components/ui/switch.tsx";

const kinds = [
  {
    key: "forecasts",
    label: "Limits That Will Be Passed",
    text: "Once an hour: a daily or monthly budget that is projected to pass its limit, with the day. Once for each window and limit.",
  },
  {
    key: "anomalies",
    label: "Unusual Days",
    text: "A whole day of a project or an agent that cost far more than was to be expected, and at least $1 more.",
  },
] as const;

/** Which of the alerts that look ahead, or back on a day, the organisation gets. */
export function ProjectionAlerts({ canSet }: { canSet: boolean }) {
  const { alerts } = useTRPC();
  const queryClient = useQueryClient();
  const { data } = useSuspenseQuery(alerts.alerting.queryOptions());
  const { mutate, isPending, variables, error } = useMutation(
    alerts.setAlerting.mutationOptions({
      onSuccess: (set) => queryClient.setQueryData(alerts.alerting.queryKey(), set),
    }),
  );
  return (
    <>
      <ul className="flex flex-col gap-3">
        {kinds.map(({ key, label, text }) => {
          const on = (isPending ? variables[key] : undefined) ?? data[key];
          return (
            <li key={key}>
              {canSet ? (
                <Switch
                  label={label}
                  checked={on}
                  onCheckedChange={(checked) => !isPending && mutate({ [key]: checked })}
                />
              ) : (
                <p className="font-medium">
                  {label}: {on ? "on" : "off"}
                </p>
              )}
              <p className="text-[0.8125rem] text-ink-muted text-pretty">{text}</p>
            </li>
          );
        })}
      </ul>
      {!data.enabled && (
        <p className="text-[0.8125rem] text-ink-muted">While alerts are off, nobody is told of these either.</p>
      )}
      <ProblemText>{error ? `Alerting was not changed. ${failureText(error)}` : undefined}</ProblemText>
    </>
  );
}
