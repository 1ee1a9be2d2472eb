import { Ban, CircleAlert, CircleCheck, CircleDashed, CirclePause, type LucideIcon } from "lucide-react";

type Look = { label: string; icon: LucideIcon; className: string };

const looks: Record<string, Look> = {
  ok: { label: "OK", icon: CircleCheck, className: "[&_svg]:text-on-track-ink" },
  succeeded: { label: "Succeeded", icon: CircleCheck, className: "[&_svg]:text-on-track-ink" },
  failed: { label: "Failed", icon: CircleAlert, className: "font-medium text-danger-ink" },
  error: { label: "Error", icon: CircleAlert, className: "font-medium text-danger-ink" },
  running: { label: "Running", icon: CircleDashed, className: "text-ink-muted" },
  active: { label: "Active", icon: CircleCheck, className: "[&_svg]:text-on-track-ink" },
  paused: { label: "Paused", icon: CirclePause, className: "font-medium text-danger-ink" },
  canceled: { label: "Canceled", icon: Ban, className: "text-ink-muted" },
};

/** How a run, a job or a call ended, or whether an agent goes on, in an icon and a word; only failures call for attention. Unknown states are shown as they came, null as nobody’s report. */
export function StatusBadge({ status }: { status: string | null }) {
  if (status === null) return <span className="text-ink-muted whitespace-nowrap">Not reported</span>;
  const look = looks[status];
  if (!look) return <span>{status}</span>;
  const { label, icon: Icon, className } = look;
  return (
    <span className={`inline-flex items-center gap-1.5 align-middle whitespace-nowrap [&_svg]:size-3.5 ${className}`}>
      <Icon aria-hidden="true" />
      {label}
    </span>
  );
}
