/** The pages of settings in the order of their navigation, and which permission opens each; null: everyone. */
export const settingsPages = [
  { page: "organization", label: "Organisation", permission: null },
  { page: "members", label: "Members", permission: "manageMembers" },
  { page: "keys", label: "API Keys", permission: "manageKeys" },
  { page: "prices", label: "Prices", permission: null },
  { page: "import", label: "Import", permission: "ingest" },
  { page: "webhooks", label: "Webhooks", permission: "manageWebhooks" },
  { page: "alerting", label: "Alerting", permission: null },
] as const;

export const settingsHref = (page: string): string => `/dashboard/settings/${page}`;
