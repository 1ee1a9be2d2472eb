import { addDays, addMonths } from "#server/time/window.ts";
import type { CsvColumn } from "../csv.ts";
import type { FocusRow } from "./focus-row.ts";

/** Whose file it is, and of which UTC month. */
export type FocusFile = { organization: { id: string; name: string }; month: string };

/** A day as the instant it begins, in the format of FOCUS. */
const instant = (day: string) => `${day}T00:00:00Z`;

const costSources = { priced: "Priced", reported: "Reported", unpriced: "Unpriced" };

/**
 * The columns of FOCUS 1.4, Cost and Usage: all mandatory ones, and the recommended and conditional ones that apply, by name;
 * after them those of Purser, with `x_`. docs/focus.md says what each holds and why others are not there.
 */
export function focusColumns({ organization, month }: FocusFile): CsvColumn<FocusRow>[] {
  const text = (header: string, of: (row: FocusRow) => string | null): CsvColumn<FocusRow> => ({ header, text: of });
  const number = (header: string, of: (row: FocusRow) => bigint | string | null): CsvColumn<FocusRow> => ({
    header,
    number: of,
  });
  const cost = (header: string) => number(header, (row) => row.cost);
  const start = instant(`${month}-01`);
  const end = instant(`${addMonths(month, 1)}-01`);
  // Rows come day by day.
  let charged = { day: month, end };
  const endOf = (day: string) => {
    if (day !== charged.day) charged = { day, end: instant(addDays(day, 1)) };
    return charged.end;
  };
  const unitPrice = (header: string) => number(header, ({ pricing }) => pricing?.unitPrice ?? null);
  return [
    cost("BilledCost"),
    text("BillingAccountId", () => organization.id),
    text("BillingAccountName", () => organization.name),
    text("BillingCurrency", () => "USD"),
    text("BillingPeriodEnd", () => end),
    text("BillingPeriodStart", () => start),
    text("ChargeCategory", ({ category }) => category),
    text("ChargeClass", ({ usage }) => (usage.correction === null ? null : "Correction")),
    text("ChargeDescription", ({ description }) => description),
    text("ChargeFrequency", ({ category }) => (category === "Usage" ? "Usage-Based" : "One-Time")),
    text("ChargePeriodEnd", ({ usage }) => endOf(usage.day)),
    text("ChargePeriodStart", ({ usage }) => instant(usage.day)),
    number("ConsumedQuantity", ({ consumed }) => consumed?.quantity ?? null),
    text("ConsumedUnit", ({ consumed }) => consumed?.unit ?? null),
    cost("ContractedCost"),
    unitPrice("ContractedUnitPrice"),
    cost("EffectiveCost"),
    text("HostProviderName", ({ provider }) => provider),
    text("InvoiceIssuerName", ({ provider }) => provider),
    cost("ListCost"),
    unitPrice("ListUnitPrice"),
    text("PricingCategory", ({ pricing }) => pricing?.category ?? null),
    number("PricingQuantity", ({ pricing }) => pricing?.quantity ?? null),
    text("PricingUnit", ({ pricing }) => pricing?.unit ?? null),
    text("ServiceCategory", () => "AI and Machine Learning"),
    text("ServiceName", ({ provider }) => `${provider} API`),
    text("ServiceProviderName", ({ provider }) => provider),
    text("ServiceSubcategory", () => "Generative AI"),
    text("SkuId", ({ sku }) => sku?.id ?? null),
    text("SkuMeter", ({ sku }) => sku?.meter ?? null),
    text("SkuPriceDetails", ({ skuPrice }) => skuPrice?.details ?? null),
    text("SkuPriceId", ({ skuPrice }) => skuPrice?.id ?? null),
    text("SubAccountId", ({ usage }) => usage.projectId),
    text("SubAccountName", ({ usage }) => usage.projectName),
    text("Tags", tagsOf),
    text("x_AgentId", ({ usage }) => usage.agentId),
    text("x_AgentName", ({ usage }) => usage.agentName ?? usage.agentId),
    text("x_AgentType", ({ usage }) => usage.agentType),
    number("x_CallCount", ({ calls }) => calls),
    text("x_CostSource", ({ usage }) => costSources[usage.costSource]),
    text("x_Effort", ({ usage }) => usage.effort),
    text("x_Model", ({ usage }) => usage.model),
    text("x_PriceId", ({ usage }) => usage.priceId),
    text("x_PriceSource", ({ price }) => price?.priceSource ?? null),
    text("x_Provider", ({ usage }) => usage.provider),
    text("x_ServiceTier", ({ usage }) => usage.serviceTier),
    text("x_TokensByType", ({ tokensByType }) => tokensByType),
  ];
}

/** What the caller tagged the calls with, and Purser's own dimensions under its prefix, which wins. */
const tagsOf = ({ usage }: FocusRow): string =>
  JSON.stringify({
    ...usage.tags,
    "purser/agent": usage.agentId,
    "purser/agent-type": usage.agentType,
    "purser/project": usage.projectId,
  });
