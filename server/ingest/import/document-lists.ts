/** Names under which a JSON document may hold the list of its records. */
export const documentLists: ReadonlySet<string> = new Set(["events", "data"]);
