import { createLoader, createParser } from "nuqs/server";

/** As many jobs as the server gives at once. */
export const jobsPerPage = 50;

const parseAsPage = createParser({
  parse: (text) => (/^[1-9]\d{0,5}$/.test(text) ? Number(text) : null),
  serialize: (page: number) => String(page),
});

/** What the address of a run’s page says. */
export const runUrl = { page: parseAsPage.withDefault(1).withOptions({ history: "push" }) };

export const loadRunUrl = createLoader(runUrl);

/** How many jobs come before a page. */
export const jobsBefore = (page: number): number => (page - 1) * jobsPerPage;
