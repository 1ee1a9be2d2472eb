import { Button } from "./button.tsx";

type MoreButtonProps = { name: string; shown: boolean; busy: boolean; failed: boolean; onMore: () => void };

/** Fetches the next page of a list, beneath what is there; nothing on the last. */
export function MoreButton({ name, shown, busy, failed, onMore }: MoreButtonProps) {
  if (!shown) return null;
  return (
    <div className="flex flex-wrap items-center justify-center gap-3 border-line border-t px-4 py-3 sm:px-5 print:hidden">
      {failed && (
        <span role="alert" className="text-[0.8125rem] text-danger-ink">
          Couldn’t load more. What you see is safe.
        </span>
      )}
      <Button busy={busy} onClick={onMore}>
        Show More {name}
      </Button>
    </div>
  );
}
