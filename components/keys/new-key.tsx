import { CommandLine } from "#components/ui/command-line.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";

type NewKeyProps = { secret: string; scopes: readonly string[]; purser: string };

/** A key's secret as it is shown once, with what to paste into a terminal. */
export function NewKey({ secret, scopes, purser }: NewKeyProps) {
  const reads = scopes.includes("read") || scopes.includes("admin");
  return (
    <div className="mt-4 grid grid-cols-1 gap-3 text-[0.8125rem]">
      <p className="flex items-center gap-2 rounded-md border border-line bg-sunken py-1.5 pr-1.5 pl-3">
        <code className="min-w-0 flex-1 font-mono wrap-anywhere">{secret}</code>
        <CopyButton label="Copy Key" text={secret} />
      </p>
      <div>
        In a terminal:
        <CommandLine label="Copy Export Command" command={`export PURSER_KEY=${secret}`} />
      </div>
      {reads && (
        <div>
          Try it:
          <CommandLine
            label="Copy Curl Command"
            command={`curl -s '${new URL("/api/v1/projects", purser).href}' -H "Authorization: Bearer $PURSER_KEY"`}
          />
        </div>
      )}
    </div>
  );
}
