"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { BellRing, CircleAlert, TriangleAlert } from "lucide-react";
import { useRef } from "react";
import { impactText, windowName } from "#components/alerts/alert-words.ts";
import { momentText } from "#components/dates/moment-text.ts";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { failureText } from "#components/ui/failure-text.ts";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { counted, formatBudgetPercent, formatDollars, formatExact, formatExactDollars } from "#server/money/format.ts";
import type { Alert } from "./agent-data.ts";
import { limitName } from "./limit-words.ts";

/** What was said about the limits of the agent. Open alerts come first; an acknowledgement can be taken back. */
export function AgentAlerts({ agentId }: { agentId: string }) {
  const heading = useRef<HTMLDivElement>(null);
  const { agents, alerts } = useTRPC();
  const queryClient = useQueryClient();
  const query = agents.alerts.queryOptions({ agentId });
  const { data } = useSuspenseQuery(query);
  const show = (id: string, acknowledged: boolean) =>
    queryClient.setQueryData(query.queryKey, (all) =>
      all?.map((alert) => {
        if (alert.id !== id) return alert;
        return { ...alert, acknowledgedAt: acknowledged ? new Date().toISOString() : null, acknowledgedBy: null };
      }),
    );
  const change = useMutation(
    alerts.acknowledge.mutationOptions({
      onMutate: async ({ ids: [id = ""], acknowledged = true }) => {
        await queryClient.cancelQueries({ queryKey: query.queryKey });
        show(id, acknowledged);
      },
      // Callbacks given to `mutate` itself are called for the last of several changes only.
      onSuccess: (_, { ids: [id = ""], acknowledged = true }) => {
        const alert = data.find((each) => each.id === id);
        if (!alert || !acknowledged) return;
        showToast({
          kind: "success",
          text: `Acknowledged: ${titleOf(alert)}.`,
          action: { label: "Undo", onClick: () => change.mutate({ ids: [id], acknowledged: false }) },
        });
      },
      onError: (error, { ids: [id = ""], acknowledged = true }) => {
        show(id, !acknowledged);
        const what = acknowledged ? "The alert is still open." : "The alert is still acknowledged.";
        showToast({ kind: "error", text: `${what} ${failureText(error)}` });
      },
      onSettled: () => {
        void queryClient.invalidateQueries({ queryKey: alerts.pathKey() });
        return queryClient.invalidateQueries({ queryKey: query.queryKey });
      },
    }),
  );
  const acknowledge = (alert: Alert) => {
    heading.current?.focus();
    change.mutate({ ids: [alert.id] });
  };
  const open = data.filter((alert) => alert.acknowledgedAt === null);
  const acknowledged = data.filter((alert) => alert.acknowledgedAt !== null);
  return (
    <Card aria-labelledby="alerts" className="overflow-hidden pb-2">
      <div ref={heading} tabIndex={-1} className="outline-none">
        <CardHeader
          id="alerts"
          title="Budget Alerts"
          scope="When a limit of this agent reached 80%, 95% or 100%, or a cap over it was reached"
        />
      </div>
      {open.length > 0 ? (
        <ul aria-label="Budget Alerts" className="mt-3">
          {open.map((alert) => (
            <li
              key={alert.id}
              className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-line border-t px-4 py-3 sm:px-5"
            >
              <AlertText alert={alert} />
              <Button
                aria-label={`Acknowledge ${titleOf(alert)}`}
                className="print:hidden"
                onClick={() => acknowledge(alert)}
              >
                Acknowledge
              </Button>
            </li>
          ))}
        </ul>
      ) : (
        <p className="flex items-center gap-2 px-4 pt-3 pb-3 text-ink-muted sm:px-5">
          <BellRing aria-hidden="true" className="size-4 shrink-0" />
          {data.length === 0 ? "No alerts. They come when a limit is set and nearly used." : "No open alerts."}
        </p>
      )}
      {acknowledged.length > 0 && (
        <details className="border-line border-t px-4 pt-3 pb-2 sm:px-5">
          <summary className="w-fit touch:py-2.5 font-medium text-[0.8125rem] text-ink-muted hover:text-ink">
            {counted(acknowledged.length, "Acknowledged Alert")}
          </summary>
          <ul aria-label="Acknowledged Alerts" className="mt-2 flex flex-col gap-3 pb-1">
            {acknowledged.map((alert) => (
              <li key={alert.id}>
                <AlertText alert={alert} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </Card>
  );
}

const levelWords: Record<Alert["level"], string> = {
  warning: "Warning",
  critical: "Critical",
  exceeded: "Exceeded",
  forecast: "Forecast",
  anomaly: "Anomaly",
};

/** `Exceeded: Daily Cost`, `Exceeded: Monthly Cost of project My Project`, `Anomaly: Spend on Nov 21` */
const titleOf = (alert: Alert): string =>
  `${levelWords[alert.level]}: ${alert.level === "anomaly" ? `Spend on ${windowName(alert)}` : limitName({ ...alert, id: alert.budgetId, ofName: null })}`;

const alertPercent = ({ value, valueNanos, limit, limitNanos }: Alert) =>
  formatBudgetPercent(BigInt(valueNanos ?? value), BigInt(limitNanos ?? limit));

function AlertText({ alert }: { alert: Alert }) {
  const bad = alert.level === "exceeded" || alert.level === "critical";
  const Icon = bad ? CircleAlert : TriangleAlert;
  const amount = (value: number, nanos: string | null, money = formatDollars) =>
    nanos === null ? formatExact(value) : money(BigInt(nanos));
  return (
    <div className="flex min-w-0 flex-1 basis-56 items-start gap-2.5">
      <Icon
        aria-hidden="true"
        className={`mt-0.5 size-4 shrink-0 ${bad ? "text-over-limit-ink" : "text-near-limit-ink"}`}
      />
      <div className="min-w-0 text-pretty">
        <p className="font-medium">{titleOf(alert)}</p>
        <p className="text-[0.8125rem] text-ink-muted tabular-nums">
          {alert.level === "forecast" || alert.level === "anomaly" ? (
            impactText(alert)
          ) : (
            <>
              {amount(alert.value, alert.valueNanos)} of {amount(alert.limit, alert.limitNanos, formatExactDollars)}
              {alert.unit === "tokens" && " tokens"}, {alertPercent(alert)}
            </>
          )}
          . <Timestamp iso={alert.createdAt} text={momentText(alert.createdAt)} />
          {alert.acknowledgedAt && (
            <>
              . Acknowledged{alert.acknowledgedBy && ` by ${alert.acknowledgedBy}`},{" "}
              <Timestamp iso={alert.acknowledgedAt} text={momentText(alert.acknowledgedAt)} />
            </>
          )}
        </p>
        {alert.advice && !alert.acknowledgedAt && <p className="text-[0.8125rem]">{alert.advice}</p>}
      </div>
    </div>
  );
}
