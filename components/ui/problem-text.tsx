/** Why a form was not taken, where no field is to blame. There from the start, so that it is spoken when it fills. */
export function ProblemText({ children }: { children: string | undefined }) {
  return (
    <div role="alert" className="empty:hidden">
      {children && (
        <p className="rounded-md border border-danger/40 bg-danger-soft px-3 py-2 text-[0.8125rem] text-danger-ink text-pretty">
          {children}
        </p>
      )}
    </div>
  );
}
