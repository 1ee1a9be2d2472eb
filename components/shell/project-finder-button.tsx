"use client";

import { lazy, type ReactNode, Suspense, useRef, useState } from "react";
import type { NavProject } from "./sidebar-nav.tsx";

const loadFinder = () => import("./project-finder.tsx");
const ProjectFinder = lazy(async () => ({ default: (await loadFinder()).ProjectFinder }));

type ProjectFinderButtonProps = {
  label?: string;
  projects: readonly NavProject[];
  currentId?: string;
  page: string;
  onNavigate?: () => void;
  className: string;
  children: ReactNode;
};

/** Opens the list of all projects. Its code comes when the pointer or the focus comes near. */
export function ProjectFinderButton({ label, className, children, ...rest }: ProjectFinderButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [opened, setOpened] = useState(false);
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-label={label}
        aria-haspopup="dialog"
        aria-expanded={open}
        className={className}
        onPointerEnter={loadFinder}
        onFocus={loadFinder}
        onClick={() => {
          setOpened(true);
          setOpen(true);
        }}
      >
        {children}
      </button>
      {opened && (
        <Suspense>
          <ProjectFinder
            {...rest}
            currentId={rest.currentId}
            open={open}
            onOpenChange={setOpen}
            returnFocusTo={button}
          />
        </Suspense>
      )}
    </>
  );
}
