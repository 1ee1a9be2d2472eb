import { createLoader } from "nuqs/server";
import { parseAsPage } from "#components/ui/parse-as-page.ts";

/** As many jobs as the server gives at once. */
const jobsPerPage = 50;

/** What the address of a run’s page says. */
export const runUrl = { page: parseAsPage.withDefault(1).withOptions({ history: "push" }) };

export const loadRunUrl = createLoader(runUrl);

/** How many jobs come before a page. */
export const jobsBefore = (page: number): number => (page - 1) * jobsPerPage;
