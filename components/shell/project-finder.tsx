"use client";

import { Check } from "lucide-react";
import Link from "next/link";
import { type KeyboardEvent, type RefObject, useRef, useState } from "react";
import { Dialog } from "#components/ui/dialog.tsx";
import { SearchBox } from "#components/ui/search-box.tsx";
import { productHref } from "./product-path.ts";
import type { NavProject } from "./sidebar-nav.tsx";

type ProjectFinderProps = {
  projects: readonly NavProject[];
  currentId: string | undefined;
  /** The page of the project to go to. */
  page: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onNavigate?: () => void;
  returnFocusTo: RefObject<HTMLElement | null>;
};

/** Every project of the organisation, narrowed by typing. Arrow keys move through them, Enter takes the first. */
export function ProjectFinder(props: ProjectFinderProps) {
  const { projects, currentId, page, open, onOpenChange, onNavigate, returnFocusTo } = props;
  const [wanted, setWanted] = useState("");
  const box = useRef<HTMLFormElement>(null);
  const text = wanted.trim().toLowerCase();
  const found = projects.filter(({ id, name }) => `${name} ${id}`.toLowerCase().includes(text));

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const stops = [...(box.current?.querySelectorAll<HTMLElement>("input, a") ?? [])];
    const now = stops.indexOf(document.activeElement as HTMLElement);
    stops[(now + step + stops.length) % stops.length]?.focus();
  };

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) setWanted("");
        onOpenChange(next);
      }}
      title="Go to Project"
      description={
        found.length === projects.length
          ? `${projects.length} projects`
          : `${found.length} of ${projects.length} projects`
      }
      returnFocusTo={returnFocusTo}
    >
      <form
        ref={box}
        onKeyDown={onKeyDown}
        onSubmit={(event) => {
          event.preventDefault();
          box.current?.querySelector("a")?.click();
        }}
        className="mt-3"
      >
        <SearchBox label="Search Projects" value={wanted} onValueChange={setWanted} wide />
        <ul className="-mx-2 mt-2 max-h-[min(24rem,50dvh)] overflow-y-auto">
          {found.map((project) => (
            <li key={project.id}>
              <Link
                href={productHref(project.id, page)}
                prefetch={false}
                aria-current={project.id === currentId ? "page" : undefined}
                onClick={() => {
                  onOpenChange(false);
                  onNavigate?.();
                }}
                className="flex min-h-9 touch:min-h-11 items-center justify-between gap-3 rounded-md px-2 -outline-offset-2 hover:bg-sunken"
              >
                <span className="truncate">{project.name}</span>
                {project.id === currentId && <Check aria-hidden="true" className="size-4 shrink-0 text-ink-muted" />}
              </Link>
            </li>
          ))}
        </ul>
        {found.length === 0 && <p className="py-6 text-center text-ink-muted">No project matches.</p>}
      </form>
    </Dialog>
  );
}
