import { CopyButton } from "./copy-button.tsx";

/** A command to run in a terminal, and the button that copies it. Long ones scroll within their box. */
export function CommandLine({ label, command }: { label: string; command: string }) {
  return (
    <div className="mt-1 flex max-w-3xl items-start gap-2 rounded-md border bg-sunken py-1 pr-1 pl-3">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0} className="min-w-0 flex-1 overflow-x-auto py-1.5 font-mono text-[0.8125rem] leading-5">
        {command}
      </pre>
      <CopyButton label={label} text={command} />
    </div>
  );
}
