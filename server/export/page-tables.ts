import { accessTables } from "./tables/access-tables.ts";
import { agentTables } from "./tables/agent-tables.ts";
import { bookTables } from "./tables/book-tables.ts";
import { chargeTables } from "./tables/charge-tables.ts";
import { companyTables } from "./tables/company-tables.ts";
import { foresightTables } from "./tables/foresight-tables.ts";
import { importTables } from "./tables/import-tables.ts";
import { organizationTables } from "./tables/organization-tables.ts";
import { priceTables } from "./tables/price-tables.ts";
import { productTables } from "./tables/product-tables.ts";
import { reconciliationTables } from "./tables/reconciliation-tables.ts";
import { runTables } from "./tables/run-tables.ts";

/** Every table of the pages that can be had as CSV, by its name in `/api/exports/<name>.csv`. A new one is declared beside its like. */
export const pageTables = {
  ...organizationTables,
  ...companyTables,
  ...reconciliationTables,
  ...agentTables,
  ...productTables,
  ...runTables,
  ...chargeTables,
  ...bookTables,
  ...foresightTables,
  ...priceTables,
  ...accessTables,
  ...importTables,
};
