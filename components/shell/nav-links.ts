import {
  Bell,
  Bot,
  Building2,
  ChartSpline,
  Coins,
  LayoutGrid,
  Lightbulb,
  type LucideIcon,
  ScrollText,
  Settings,
  ShieldCheck,
  TrendingUp,
  WalletMinimal,
} from "lucide-react";
import type { Permission } from "#server/access/permissions.ts";
import type { Waiting } from "./nav-count.tsx";

/** The pages of a product, by group. */
export const sections: { title: string; links: { page: string; label: string; icon: LucideIcon }[] }[] = [
  {
    title: "Operations",
    links: [
      { page: "growth", label: "Revenue & Growth", icon: TrendingUp },
      { page: "ai-cost", label: "AI Cost & Budget", icon: Coins },
    ],
  },
];

type WorkspaceLink = {
  href: string;
  label: string;
  icon: LucideIcon;
  waits?: keyof Waiting;
  /** What it takes to open the page; everyone may, if left out. */
  permission?: Permission;
  /** What else it is looked for by. */
  words?: string;
};

/** The pages of the whole organisation. */
export const workspaceLinks: WorkspaceLink[] = [
  { href: "/dashboard", label: "Dashboard", icon: LayoutGrid },
  { href: "/dashboard/alerts", label: "Alerts", icon: Bell, waits: "alerts" },
  { href: "/dashboard/approvals", label: "Approvals", icon: ShieldCheck, waits: "approvals" },
  { href: "/dashboard/costs", label: "Company Costs", icon: Building2 },
  { href: "/dashboard/agents", label: "Agents", icon: Bot, words: "analytics" },
  { href: "/dashboard/budgets", label: "Budgets", icon: WalletMinimal },
  { href: "/dashboard/projections", label: "Projections", icon: ChartSpline },
  { href: "/dashboard/insights", label: "Insights", icon: Lightbulb },
  { href: "/dashboard/audit", label: "Audit Log", icon: ScrollText, permission: "viewAudit" },
  { href: "/dashboard/settings", label: "Settings", icon: Settings },
];
