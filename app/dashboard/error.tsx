"use client";

import { CircleAlert } from "lucide-react";
import { Button } from "#components/ui/button.tsx";

export default function DashboardError({ retry }: { error: unknown; retry: () => void }) {
  return (
    <div role="alert" className="flex flex-col items-center gap-2 py-20 text-center">
      <CircleAlert aria-hidden="true" className="mb-1 size-6 text-danger-ink" />
      <h1 className="font-semibold text-[1.375rem] tracking-[-0.025em]">This Page Could Not Be Shown</h1>
      <p className="max-w-md text-ink-muted text-pretty">Something went wrong on our side. Your data is safe.</p>
      <Button variant="primary" size="medium" className="mt-3" onClick={retry}>
        Try Again
      </Button>
    </div>
  );
}
