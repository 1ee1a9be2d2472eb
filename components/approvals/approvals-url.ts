import { createLoader, parseAsStringLiteral } from "nuqs/server";
import type { ApprovalStatus } from "#server/alerts/approval-queries.ts";

/** The tabs in their order: one for each status, and all of them. */
export const approvalTabs = [
  { value: "pending", label: "Waiting" },
  { value: "approved", label: "Approved" },
  { value: "rejected", label: "Rejected" },
  { value: "withdrawn", label: "Withdrawn" },
  { value: "expired", label: "Expired" },
  { value: "all", label: "All" },
] as const satisfies readonly { value: ApprovalStatus | "all"; label: string }[];

export type ApprovalTab = (typeof approvalTabs)[number]["value"];

/** What the address of the approvals says. */
export const approvalsUrl = {
  tab: parseAsStringLiteral(approvalTabs.map(({ value }) => value))
    .withDefault("pending")
    .withOptions({ history: "push" }),
};

export const loadApprovalsUrl = createLoader(approvalsUrl);
