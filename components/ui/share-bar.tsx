/** A bar for comparing rows by eye; the figure stands beside it. `part` is 0 to 1 of the longest bar. */
export function ShareBar({ part, colour }: { part: number; colour: string }) {
  return (
    <span aria-hidden="true" className="flex h-2 w-full min-w-16 overflow-hidden rounded-full">
      <span
        className="h-full rounded-full"
        style={{ width: `${Math.max(part * 100, part > 0 ? 0.75 : 0)}%`, backgroundColor: colour }}
      />
    </span>
  );
}
