/*
 * What the page of the company’s costs is given: the answers of the procedures in `company`. Money comes in dollars for
 * drawing and in nano-dollars, as text, for words.
 */

import type { companyAgents } from "#server/reports/company-agents.ts";
import type { companyCosts } from "#server/reports/company-costs.ts";

export type CompanyMonth = Awaited<ReturnType<typeof companyCosts>>;
export type CompanyAgents = Awaited<ReturnType<typeof companyAgents>>;
