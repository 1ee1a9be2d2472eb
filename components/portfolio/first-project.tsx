import { CopyButton } from "#components/ui/copy-button.tsx";

/** What to run where an organisation has no project yet. */
export function FirstProject({ orgId }: { orgId: string }) {
  const steps = [
    { title: "Create a project", command: `npm run project -- create --org ${orgId} my-product` },
    { title: "Create a key for your agents", command: `npm run key -- --org ${orgId} --name agents --scopes ingest` },
    {
      title: "Or bring in the logs you have",
      command: `npm run import -- ~/.claude/projects --org ${orgId} --project my-product`,
    },
  ];
  return (
    <div className="px-4 pt-3 pb-6 sm:px-5">
      <p className="font-medium">No projects yet.</p>
      <p className="mt-0.5 text-ink-muted">Three commands, in the folder of Purser:</p>
      <ol className="mt-4 grid gap-3">
        {steps.map(({ title, command }) => (
          <li key={command}>
            <p className="text-[0.8125rem]">{title}</p>
            <div className="mt-1 flex max-w-3xl items-center gap-2 rounded-md border bg-sunken py-1 pr-1 pl-3">
              <code className="min-w-0 flex-1 overflow-x-auto font-mono text-[0.8125rem] whitespace-nowrap">
                {command}
              </code>
              <CopyButton label={`Copy Command: ${title}`} text={command} />
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}
