import { createLoader, parseAsStringLiteral } from "nuqs/server";

export const approvalTabs = [
  { value: "waiting", label: "Waiting" },
  { value: "decided", label: "Decided" },
] as const;

export type ApprovalTab = (typeof approvalTabs)[number]["value"];

/** What the address of the approvals says. */
export const approvalsUrl = {
  tab: parseAsStringLiteral(approvalTabs.map(({ value }) => value))
    .withDefault("waiting")
    .withOptions({ history: "push" }),
};

export const loadApprovalsUrl = createLoader(approvalsUrl);
