/** Purser’s mark: a porthole with its waterline, as a gauge of what is left. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 24 24" className={className}>
      <circle cx="12" cy="12" r="10" fill="none" stroke="currentColor" strokeWidth="2.4" />
      <path d="M5.88 11A6.2 6.2 0 1 0 18.12 11Z" fill="currentColor" />
    </svg>
  );
}
