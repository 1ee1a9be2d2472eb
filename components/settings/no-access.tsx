import { PageHeader } from "#components/shell/page-header.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

type NoAccessProps = {
  /** The page’s title. */
  title: string;
  /** What is done here and by whom, in a sentence. */
  what: string;
  /** Who can do it, or give the reader a role that may. */
  holders: readonly { name: string; email: string }[];
};

/** In place of a page that the reader’s role does not open: who can help. */
export function NoAccess({ title, what, holders }: NoAccessProps) {
  return (
    <>
      <PageHeader title={title} live={false} />
      <Card aria-label={title}>
        <EmptyState title={what}>
          Ask to have it done, or for a role that may:{" "}
          {holders.map(({ name, email }, index) => (
            <span key={email}>
              {index > 0 && (index === holders.length - 1 ? " or " : ", ")}
              <a href={`mailto:${email}`} className="text-ink underline underline-offset-3 wrap-anywhere">
                {name || email}
              </a>
            </span>
          ))}
          .
        </EmptyState>
      </Card>
    </>
  );
}
