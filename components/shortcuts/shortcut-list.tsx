const shortcuts: { keys: readonly string[]; does: string; single: boolean }[] = [
  { keys: ["Ctrl K", "⌘K"], does: "Search or jump to a page, project, agent or run", single: false },
  { keys: ["/"], does: "Go to the search of the page", single: true },
  { keys: ["1", "2", "3", "4"], does: "Show 7, 14, 30 or 90 days, where a page has a time range", single: true },
  { keys: ["?"], does: "Show these shortcuts", single: true },
  { keys: ["←", "→", "Home", "End"], does: "Move along a chart that has the focus", single: false },
  { keys: ["Alt T"], does: "Go to the notifications", single: false },
];

/** Which key does what. Those without a modifier are marked where they are turned off. */
export function ShortcutList({ singleKeys }: { singleKeys: boolean }) {
  return (
    <dl className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-6 gap-y-2.5 text-[0.8125rem]">
      {shortcuts.map(({ keys, does, single }) => (
        <div key={does} className="contents">
          <dt className="text-pretty">
            {does}
            {single && !singleKeys && <span className="text-ink-muted"> (off)</span>}
          </dt>
          <dd className="flex flex-wrap justify-end gap-1">
            {keys.map((key) => (
              <kbd key={key} className="rounded border border-line bg-sunken px-1.5 py-0.5 font-sans text-xs">
                {key}
              </kbd>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
