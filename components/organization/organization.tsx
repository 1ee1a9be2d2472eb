"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { Retention } from "#components/retention/retention.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { useTRPC } from "#components/trpc/trpc-context.ts";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { failureText } from "#components/ui/failure-text.ts";
import { PanelBoundary } from "#components/ui/panel-boundary.tsx";
import { ProblemText } from "#components/ui/problem-text.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { dayLabel } from "#server/time/label.ts";

type OrganizationProps = {
  role: string;
  /** The address that people and agents use. */
  purser: string;
  canRename: boolean;
};

/** What the organisation is called, and by what programs know it. */
export function Organization(props: OrganizationProps) {
  return (
    <>
      <PageHeader title="Organisation" subtitle="What it is called, and where agents reach it" live={false} />
      <PanelBoundary name="Organisation" skeleton={<Skeleton className="h-80 max-w-3xl rounded-xl" />} framed>
        <OrganizationPanel {...props} />
      </PanelBoundary>
    </>
  );
}

function OrganizationPanel({ role, purser, canRename }: OrganizationProps) {
  const { data } = useSuspenseQuery(useTRPC().organization.get.queryOptions());
  const api = new URL("/api/v1", purser).href;
  return (
    <div className="grid max-w-3xl grid-cols-1 gap-4">
      <Card aria-labelledby="name">
        <CardHeader id="name" title="Name" scope={canRename ? undefined : "An owner can change it."} />
        <div className="px-4 pt-3 pb-5 sm:px-5">
          {canRename ? <RenameForm name={data.name} /> : <p className="wrap-anywhere">{data.name}</p>}
        </div>
      </Card>
      <Card aria-labelledby="facts">
        <CardHeader
          id="facts"
          title="For Programs"
          scope="What agents, scripts and tokens name it by. These do not change."
        />
        <dl className="grid gap-x-6 gap-y-2 px-4 pt-3 pb-5 sm:grid-cols-[9rem_minmax(0,1fr)] sm:px-5">
          <Fact term="Organisation ID" copy={["Copy Organisation ID", data.id]}>
            <code className="font-mono text-[0.8125rem]">{data.id}</code>
          </Fact>
          <Fact term="API Address" copy={["Copy API Address", api]}>
            <code className="font-mono text-[0.8125rem]">{api}</code>
          </Fact>
          <Fact term="API Reference">
            <a href="/api/docs" className="underline underline-offset-3">
              Routes and Examples
            </a>
            {" · "}
            <a href="/api/openapi.json" className="underline underline-offset-3">
              OpenAPI 3.1
            </a>
          </Fact>
          <Fact term="Created">
            <Timestamp iso={data.createdAt} text={dayLabel(data.createdAt.slice(0, 10), { year: true })} />
          </Fact>
          <Fact term="Your Role">{role.charAt(0).toUpperCase() + role.slice(1)}</Fact>
        </dl>
      </Card>
      <Retention canSet={canRename} />
      <Card aria-labelledby="cap">
        <CardHeader
          id="cap"
          title="Limits"
          scope="What the whole organisation may spend in a month or a day is set with the other limits."
        />
        <p className="px-4 pt-2 pb-5 sm:px-5">
          <Link href="/dashboard/budgets" className="underline underline-offset-3">
            Open Budgets
          </Link>
        </p>
      </Card>
    </div>
  );
}

type FactProps = { term: string; copy?: [label: string, text: string]; children: ReactNode };

function Fact({ term, copy, children }: FactProps) {
  return (
    <div className="contents">
      <dt className="self-center text-ink-muted max-sm:-mb-2">{term}</dt>
      <dd className="flex min-h-8 items-center gap-1.5 wrap-anywhere">
        <span className="min-w-0">{children}</span>
        {copy && <CopyButton label={copy[0]} text={copy[1]} />}
      </dd>
    </div>
  );
}

function RenameForm({ name }: { name: string }) {
  const { organization } = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  // What is typed before the form is alive would be lost.
  const readOnly = !useHydrated();
  const [typed, setTyped] = useState(name);
  const [wrong, setWrong] = useState<string>();
  const { mutate, isPending, error } = useMutation(
    organization.rename.mutationOptions({
      onSuccess: () => {
        showToast({ kind: "success", text: "The name was saved." });
        router.refresh();
        return queryClient.invalidateQueries(organization.pathFilter());
      },
    }),
  );
  return (
    <form
      method="post"
      noValidate
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        setWrong(typed.trim() ? undefined : "Enter a name.");
        if (typed.trim() && !isPending) mutate({ name: typed.trim() });
      }}
    >
      <TextField
        label="Name of the Organisation"
        autoComplete="organization"
        maxLength={100}
        readOnly={readOnly}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        {...(wrong && { problem: wrong })}
      />
      <ProblemText>{error ? `The name was not saved. ${failureText(error)}` : undefined}</ProblemText>
      <div>
        <Button type="submit" size="medium" busy={isPending}>
          Save Name
        </Button>
      </div>
    </form>
  );
}
