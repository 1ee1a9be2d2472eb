"use client";

import { ChevronsUpDown, type LucideIcon } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { loadPalette } from "#components/palette/load-palette.ts";
import type { PaletteView } from "#components/palette/palette-store.ts";
import { classNames } from "#components/ui/class-names.ts";
import type { Permission } from "#server/access/permissions.ts";
import { NavCount, type Waiting } from "./nav-count.tsx";
import { sections, workspaceLinks } from "./nav-links.ts";
import { productHref, productOf } from "./product-path.ts";

export type NavProject = { id: string; name: string };

const listedProducts = 8;

type SidebarNavProps = {
  projects: readonly NavProject[];
  waiting: Waiting;
  permissions: readonly Permission[];
  onNavigate?: () => void;
  onFindProject: (view: PaletteView) => void;
};

/** The main navigation: the workspace, and inside a product its pages by group. */
export function SidebarNav({ projects, waiting, permissions, onNavigate, onFindProject }: SidebarNavProps) {
  const path = usePathname();
  const product = productOf(path);
  const current = projects.find((project) => project.id === product?.projectId);
  return (
    <div className="flex flex-col gap-5">
      <ul className="flex flex-col gap-0.5">
        {workspaceLinks
          .filter(({ permission }) => !permission || permissions.includes(permission))
          .map(({ href, label, icon, waits }) => (
            <NavItem
              key={href}
              href={href}
              label={label}
              icon={icon}
              current={path === href || (href !== "/dashboard" && path.startsWith(`${href}/`))}
              onClick={onNavigate}
            >
              {waits && <NavCount of={waits} initial={waiting[waits]} />}
            </NavItem>
          ))}
      </ul>
      {product && current ? (
        <>
          <ProductSwitcher current={current} page={product.page} onFindProject={onFindProject} />
          {sections.map((section) => (
            <div key={section.title}>
              <SectionTitle>{section.title}</SectionTitle>
              <ul className="flex flex-col gap-0.5">
                {section.links.map((link) => {
                  const here = product.page === link.page || (link.page === "ai-cost" && product.page === "runs");
                  return (
                    <NavItem
                      key={link.page}
                      href={productHref(current.id, link.page)}
                      label={link.label}
                      icon={link.icon}
                      current={here}
                      onClick={onNavigate}
                    />
                  );
                })}
              </ul>
            </div>
          ))}
        </>
      ) : (
        projects.length > 0 && (
          <div>
            <SectionTitle>Products</SectionTitle>
            <ul className="flex flex-col gap-0.5">
              {projects.slice(0, listedProducts).map((project) => (
                <NavItem
                  key={project.id}
                  href={productHref(project.id, "ai-cost")}
                  label={project.name}
                  current={false}
                  onClick={onNavigate}
                />
              ))}
            </ul>
            {projects.length > listedProducts && (
              <button
                type="button"
                aria-haspopup="dialog"
                onPointerEnter={loadPalette}
                onFocus={loadPalette}
                onClick={() => onFindProject({ kind: "projects", page: "ai-cost" })}
                className="mt-0.5 flex h-8.5 touch:h-11 w-full items-center rounded-md px-2.5 font-medium text-[0.8125rem] text-ink-muted hover:bg-sunken hover:text-ink"
              >
                All Projects ({projects.length})…
              </button>
            )}
          </div>
        )
      )}
    </div>
  );
}

function SectionTitle({ children }: { children: string }) {
  return <h2 className="mb-1.5 px-2.5 font-medium text-ink-muted text-xs">{children}</h2>;
}

type NavItemProps = {
  href: string;
  label: string;
  icon?: LucideIcon;
  current: boolean;
  onClick?: () => void;
  children?: ReactNode;
};

function NavItem({ href, label, icon: Icon, current, onClick, children }: NavItemProps) {
  return (
    <li>
      <Link
        href={href}
        onClick={onClick}
        aria-current={current ? "page" : undefined}
        className={classNames(
          "flex h-8.5 touch:h-11 items-center gap-2.5 rounded-md px-2.5 text-[0.8125rem] transition-colors duration-100",
          current ? "bg-brand-soft font-medium text-ink" : "text-ink-muted hover:bg-sunken hover:text-ink",
        )}
      >
        {Icon && <Icon aria-hidden="true" className="size-4 shrink-0" strokeWidth={1.75} />}
        <span className="truncate">{label}</span>
        {children}
      </Link>
    </li>
  );
}

type ProductSwitcherProps = {
  current: NavProject;
  page: string;
  onFindProject: (view: PaletteView) => void;
};

function ProductSwitcher({ current, page, onFindProject }: ProductSwitcherProps) {
  return (
    <div>
      <SectionTitle>Product</SectionTitle>
      <button
        type="button"
        aria-label={`Switch Product, now ${current.name}`}
        aria-haspopup="dialog"
        onPointerEnter={loadPalette}
        onFocus={loadPalette}
        onClick={() => onFindProject({ kind: "projects", page: page === "growth" ? "growth" : "ai-cost" })}
        className="flex h-9 touch:h-11 w-full items-center justify-between gap-2 rounded-md border border-line-strong bg-surface px-2.5 text-left font-medium text-[0.8125rem] hover:bg-sunken"
      >
        <span className="truncate">{current.name}</span>
        <ChevronsUpDown aria-hidden="true" className="size-3.5 shrink-0 text-ink-muted" />
      </button>
    </div>
  );
}
