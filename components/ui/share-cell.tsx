import { ShareBar } from "./share-bar.tsx";

type ShareCellProps = {
  /** 0 to 1 of the longest bar of the column. */
  part: number;
  colour: string;
  text: string;
};

/** A bar to compare rows by eye, and its figure. */
export function ShareCell({ part, colour, text }: ShareCellProps) {
  return (
    <span className="flex w-full items-center gap-3">
      <ShareBar part={part} colour={colour} />
      <span className="w-12 shrink-0 text-right tabular-nums">{text}</span>
    </span>
  );
}
