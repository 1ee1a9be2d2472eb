"use client";

import { CircleCheck } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { CommandLine } from "#components/ui/command-line.tsx";
import { firstCallCommand } from "./first-call.ts";
import { FirstEventStatus } from "./first-event-status.tsx";
import { KeyStep } from "./key-step.tsx";
import { ProjectStep } from "./project-step.tsx";

/** Where the pages are, whose, and what the reader may make there. `purser` is the address that people use. */
export type Home = { orgId: string; purser: string; canManageKeys: boolean; canManageProjects: boolean };

type FirstRunProps = {
  home: Home;
  /** The project that waits for its first call; null where there is none yet. */
  projectId: string | null;
  /** Where the first call is to be seen; null until it came. */
  received: string | null;
};

/** How a project gets its first call, in three steps, and whether it came. */
export function FirstRun({ home, projectId, received }: FirstRunProps) {
  const { orgId, purser, canManageKeys, canManageProjects } = home;
  const [secret, setSecret] = useState<string>();
  const [created, setCreated] = useState<string>();
  // A project that was there from the start is no step.
  const [withoutProject] = useState(projectId === null);
  const project = created ?? projectId;
  const command = firstCallCommand({ purser, projectId: project ?? "my-project", secret });
  return (
    <Card aria-labelledby="first-run" className="pb-5 print:hidden">
      <CardHeader id="first-run" title="Send Your First Call" scope="Three steps, and its cost is here." />
      <div className="px-4 pt-3 sm:px-5">
        <ol className="grid grid-cols-1 gap-4 text-[0.8125rem]">
          {withoutProject && (
            <Step number={1} title={project ? `Project ${project}` : "Create a project"} done={project !== null}>
              {project === null && (
                <ProjectStep orgId={orgId} canManageProjects={canManageProjects} onCreated={setCreated} />
              )}
            </Step>
          )}
          <Step number={withoutProject ? 2 : 1} title="Make a key for your agents" done={secret !== undefined}>
            <KeyStep orgId={orgId} canManageKeys={canManageKeys} secret={secret} onCreated={setSecret} />
          </Step>
          <Step number={withoutProject ? 3 : 2} title="Send a call" done={received !== null}>
            <p className="mt-0.5 text-ink-muted">
              {secret
                ? "In a terminal. The key is in it already:"
                : "In a terminal, with the key in PURSER_KEY. Make the key above first, and it stands in the command:"}
            </p>
            <CommandLine label="Copy Curl Command" command={command} />
          </Step>
          {!withoutProject && (
            <Step number={3} title="See it here" done={received !== null}>
              <p className="mt-0.5 text-ink-muted">This page turns by itself within seconds. Leave it open.</p>
            </Step>
          )}
        </ol>
        <FirstEventStatus href={received} />
        <p className="mt-4 text-[0.8125rem] text-ink-muted">
          Or bring in the logs you have, where Purser runs, in its folder:
        </p>
        <CommandLine
          label="Copy Import Command"
          command={`npm run import -- ~/.claude/projects --org ${orgId} --project ${project ?? "my-project"}`}
        />
      </div>
    </Card>
  );
}

type StepProps = { number: number; title: string; done: boolean; children: ReactNode };

function Step({ number, title, done, children }: StepProps) {
  return (
    <li className="grid grid-cols-[1.5rem_minmax(0,1fr)] gap-x-2.5">
      <span
        aria-hidden="true"
        className="flex size-6 items-center justify-center rounded-full bg-sunken font-semibold text-ink-muted text-xs tabular-nums"
      >
        {done ? <CircleCheck className="size-4 text-on-track-ink" /> : number}
      </span>
      <div className="min-w-0">
        <p className="font-medium leading-6">
          {title}
          {done && <span className="sr-only"> (done)</span>}
        </p>
        {children}
      </div>
    </li>
  );
}
