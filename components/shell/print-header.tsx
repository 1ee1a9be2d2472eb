"use client";

import { usePathname } from "next/navigation";
import { useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { momentText } from "#components/dates/moment-text.ts";
import { LogoMark } from "./logo.tsx";
import { productOf } from "./product-path.ts";
import type { NavProject } from "./sidebar-nav.tsx";

/** What a printed page says in place of navigation: whose figures these are, and when they were printed. */
export function PrintHeader({ organisation, projects }: { organisation: string; projects: readonly NavProject[] }) {
  const product = productOf(usePathname());
  const project = product && projects.find(({ id }) => id === product.projectId)?.name;
  const [printedAt, setPrintedAt] = useState<string>();
  useEffect(() => {
    const now = () => new Date().toISOString();
    const onPrint = () => flushSync(() => setPrintedAt(now()));
    setPrintedAt(now());
    window.addEventListener("beforeprint", onPrint);
    return () => window.removeEventListener("beforeprint", onPrint);
  }, []);
  return (
    <div className="mb-5 hidden items-center justify-between gap-4 border-line-strong border-b pb-3 text-[9pt] print:flex">
      <p className="flex items-center gap-2">
        <LogoMark className="size-5" />
        <span>
          <span className="font-semibold">Purser</span> · {organisation}
          {project && ` · ${project}`}
        </span>
      </p>
      {printedAt && <p className="text-ink-muted">Printed {momentText(printedAt, new Date(0))} UTC</p>}
    </div>
  );
}
