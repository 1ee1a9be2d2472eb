"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { settingsHref, settingsPages } from "#components/settings/settings-pages.ts";
import { productHref, productOf } from "./product-path.ts";
import type { NavProject } from "./sidebar-nav.tsx";

type Crumb = { label: string; href: string };

/** The pages beside those of products. */
const workspacePages: Record<string, string> = {
  "/dashboard/account": "Account",
  "/dashboard/alerts": "Alerts",
  "/dashboard/approvals": "Approvals",
  "/dashboard/audit": "Audit Log",
  "/dashboard/budgets": "Budgets",
  "/dashboard/costs": "Company Costs",
  "/dashboard/projections": "Projections",
  "/dashboard/insights": "Insights",
};

function crumbsOf(path: string, projects: readonly NavProject[]): Crumb[] {
  const crumbs: Crumb[] = [{ label: "Dashboard", href: "/dashboard" }];
  if (path === "/dashboard/costs/reconciliation") {
    crumbs.push({ label: "Company Costs", href: "/dashboard/costs" });
    return [...crumbs, { label: "Reconciliation", href: path }];
  }
  const label = workspacePages[path];
  if (label) return [...crumbs, { label, href: path }];
  const [, , section, agent] = path.split("/");
  if (section === "agents") {
    crumbs.push({ label: "Agents", href: "/dashboard/agents" });
    return agent ? [...crumbs, { label: decodeURIComponent(agent), href: path }] : crumbs;
  }
  if (section === "settings") {
    const page = settingsPages.find((one) => settingsHref(one.page) === path);
    crumbs.push({ label: "Settings", href: "/dashboard/settings" });
    return page ? [...crumbs, { label: page.label, href: path }] : crumbs;
  }
  const product = productOf(path);
  if (!product) return crumbs;
  const { projectId, page, rest } = product;
  const name = projects.find((project) => project.id === projectId)?.name ?? projectId;
  crumbs.push({ label: name, href: productHref(projectId, page === "growth" ? "growth" : "ai-cost") });
  if (page === "growth") crumbs.push({ label: "Revenue & Growth", href: path });
  if (page === "ai-cost" || page === "runs") {
    crumbs.push({ label: "AI Cost & Budget", href: productHref(projectId, "ai-cost") });
  }
  if (page === "runs" && rest[0]) crumbs.push({ label: rest[0], href: path });
  return crumbs;
}

/** Where this page is. On a narrow screen only the last two steps are drawn. */
export function Breadcrumb({ projects }: { projects: readonly NavProject[] }) {
  const crumbs = crumbsOf(usePathname(), projects);
  return (
    <nav aria-label="Breadcrumb" className="min-w-0">
      <ol className="flex min-w-0 items-center gap-1 text-[0.8125rem]">
        {crumbs.map((crumb, index) => {
          const last = index === crumbs.length - 1;
          const far = index < crumbs.length - 2;
          return (
            <li
              key={`${crumb.label} ${crumb.href}`}
              className={`flex min-w-0 items-center gap-1 ${far ? "max-md:hidden" : ""} ${last ? "" : "max-sm:hidden"}`}
            >
              {index > 0 && (
                <ChevronRight aria-hidden="true" className="size-3.5 shrink-0 text-ink-muted max-sm:hidden" />
              )}
              {last ? (
                <span aria-current="page" className="truncate font-medium">
                  {crumb.label}
                </span>
              ) : (
                <Link href={crumb.href} className="truncate rounded text-ink-muted hover:text-ink">
                  {crumb.label}
                </Link>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
