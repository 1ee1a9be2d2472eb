import { Card, CardHeader } from "#components/ui/card.tsx";
import { CommandLine } from "#components/ui/command-line.tsx";
import { firstCallCommand, keyCommand } from "./first-call.ts";
import { FirstEventStatus } from "./first-event-status.tsx";

/** Where the pages are, and whose: the organisation’s id, and the address that people use. */
export type Home = { orgId: string; purser: string };

type FirstRunProps = {
  home: Home;
  /** The project that waits for its first call; null where there is none yet. */
  projectId: string | null;
  /** Where the first call is to be seen; null until it came. */
  received: string | null;
};

/** How a project gets its first call, and whether it came. */
export function FirstRun({ home: { orgId, purser }, projectId, received }: FirstRunProps) {
  const project = projectId ?? "my-project";
  const create = { title: "Create a project", command: `npm run project -- create --org ${orgId} ${project}` };
  const steps = [
    ...(projectId === null ? [{ ...create, copy: "Copy Project Command" }] : []),
    { title: "Make a key for your agents", command: keyCommand(orgId), copy: "Copy Key Command" },
    { title: "Send a call", command: firstCallCommand({ purser, projectId: project }), copy: "Copy Curl Command" },
  ];
  return (
    <Card aria-labelledby="first-run" className="pb-5 print:hidden">
      <CardHeader
        id="first-run"
        title="Send Your First Call"
        scope={`${projectId === null ? "No projects yet. " : ""}In a terminal, in the folder of Purser:`}
      />
      <div className="px-4 pt-3 sm:px-5">
        <ol className="grid list-decimal grid-cols-1 gap-3 pl-5 text-[0.8125rem]">
          {steps.map(({ title, command, copy }) => (
            <li key={title}>
              {title}
              <CommandLine label={copy} command={command} />
            </li>
          ))}
        </ol>
        <p className="mt-3 text-[0.8125rem] text-ink-muted">Or bring in the logs you have:</p>
        <div className="pl-5">
          <CommandLine
            label="Copy Import Command"
            command={`npm run import -- ~/.claude/projects --org ${orgId} --project ${project}`}
          />
        </div>
        <FirstEventStatus href={received} />
      </div>
    </Card>
  );
}
