"use client";

import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { DesktopAlerts } from "#components/live/desktop-alerts.tsx";
import { settingsHref } from "#components/settings/settings-pages.ts";
import { PageHeader } from "#components/shell/page-header.tsx";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { CommandLine } from "#components/ui/command-line.tsx";
import { failureText } from "#components/ui/failure-text.ts";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { AlertingSwitch } from "./alerting-switch.tsx";
import { ProjectionAlerts } from "./projection-alerts.tsx";

type AlertingProps = { organisation: string; canSetAlerting: boolean; canManageWebhooks: boolean };

const linkClass = "underline underline-offset-3";

/** Whether and how the organisation is told that budgets reach a threshold. */
export function Alerting({ organisation, canSetAlerting, canManageWebhooks }: AlertingProps) {
  return (
    <>
      <PageHeader
        title="Alerting"
        subtitle={`How ${organisation} learns that a budget reaches a threshold`}
        live={false}
      />
      <div className="grid max-w-3xl grid-cols-1 gap-4">
        <Card aria-labelledby="alerts">
          <CardHeader
            id="alerts"
            title="Alerts"
            scope={
              <>
                Each budget says at which thresholds, and how: see{" "}
                <Link href="/dashboard/budgets" className={linkClass}>
                  Budgets
                </Link>
                .
              </>
            }
          />
          <div className="flex flex-col gap-3 px-4 pt-3 pb-5 sm:px-5">
            <PanelBoundary name="Alerting" skeleton={<Skeleton className="h-10" />}>
              <AlertingState canSet={canSetAlerting} />
            </PanelBoundary>
          </div>
        </Card>
        <Card aria-labelledby="projection-alerts">
          <CardHeader
            id="projection-alerts"
            title="Projections"
            scope={
              <>
                Alerts before a limit is reached, and of days that stand out: see{" "}
                <Link href="/dashboard/projections" className={linkClass}>
                  Projections
                </Link>
                .
              </>
            }
          />
          <div className="flex flex-col gap-3 px-4 pt-3 pb-5 sm:px-5">
            <PanelBoundary name="Alerts of Projections" skeleton={<Skeleton className="h-20" />}>
              <ProjectionAlerts canSet={canSetAlerting} />
            </PanelBoundary>
          </div>
        </Card>
        <Card aria-labelledby="mail">
          <CardHeader id="mail" title="E-Mail" />
          <div className="px-4 pt-2 pb-5 sm:px-5">
            <PanelBoundary name="E-Mail" skeleton={<Skeleton className="h-10" />}>
              <Mailing canTest={canSetAlerting} />
            </PanelBoundary>
          </div>
        </Card>
        <Card aria-labelledby="webhooks">
          <CardHeader id="webhooks" title="Webhooks and Slack" />
          <p className="px-4 pt-2 pb-5 text-[0.8125rem] text-ink-muted sm:px-5">
            {canManageWebhooks ? (
              <>
                Addresses that are told at once, and what became of each message:{" "}
                <Link href={settingsHref("webhooks")} className={linkClass}>
                  Webhooks
                </Link>
                .
              </>
            ) : (
              "Owners and admins add addresses that are told at once."
            )}
          </p>
        </Card>
        <Card aria-labelledby="desktop">
          <CardHeader
            id="desktop"
            title="Desktop Alerts in This Browser"
            scope="Shown by your system while a page of Purser is open. Your browser asks for permission once."
          />
          <div className="flex flex-wrap items-center gap-3 px-4 pt-3 pb-5 sm:px-5">
            <DesktopAlerts saysUnsupported />
          </div>
        </Card>
      </div>
    </>
  );
}

/** Those who may not change it see at least which it is. */
function AlertingState({ canSet }: { canSet: boolean }) {
  const { data } = useSuspenseQuery(useTRPC().alerts.alerting.queryOptions());
  return (
    <>
      {!canSet && data.enabled && <p>Alerts are on.</p>}
      <AlertingSwitch canSet={canSet} />
    </>
  );
}

function Mailing({ canTest }: { canTest: boolean }) {
  const { alerts } = useTRPC();
  const { data } = useSuspenseQuery(alerts.mailing.queryOptions());
  const test = useMutation(
    alerts.sendTestMail.mutationOptions({
      onSuccess: ({ to }) => showToast({ kind: "success", text: `A test e-mail is on its way to ${to}.` }),
      onError: (error) => showToast({ kind: "error", text: `No e-mail was sent. ${failureText(error)}` }),
    }),
  );
  if (!data) {
    return (
      <div className="text-[0.8125rem] text-ink-muted text-pretty">
        <p>
          No mail server is configured, so nothing is sent by e-mail. Whoever runs Purser sets two variables and starts
          it again:
        </p>
        <div className="mt-2">
          <CommandLine
            label="Copy Mail Variables"
            command={"SMTP_URL=smtp://user:password@mail.example.com:587\nSMTP_FROM='Purser <purser@example.com>'"}
          />
        </div>
      </div>
    );
  }
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 text-[0.8125rem]">
      <p className="min-w-0 flex-1 basis-72 text-ink-muted text-pretty wrap-anywhere">
        Owners and admins ({data.recipients}) are told by e-mail from {data.from}: of thresholds where the budget says
        “Notify”, and of calls that wait for an approval.
      </p>
      {canTest && (
        <Button busy={test.isPending} onClick={() => test.mutate()}>
          Send Test E-Mail
        </Button>
      )}
    </div>
  );
}
