/** Known before any organisation is: who someone is, which organisations there are, which key belongs to which. */
const globalTables = [
  "User",
  "Session",
  "Account",
  "Verification",
  "Organization",
  "Member",
  "Invitation",
  "Jwks",
  "ApiKey",
];

/** Every table whose primary key does not begin with the organisation: it could neither be sharded nor kept apart. */
export function schemaViolations(schema: string): string[] {
  return [...schema.matchAll(/^model (\w+) \{\n(.*?)^\}/gms)].flatMap(([, model = "", body = ""]) => {
    const key = body.match(/^ {2}@@id\(\[(\w+)/m)?.[1] ?? body.match(/^ {2}(\w+) .*@id\b/m)?.[1];
    if (key === "orgId" || globalTables.includes(model)) return [];
    return [`prisma/schema: the primary key of ${model} begins with ${key ?? "nothing"}, not with orgId.`];
  });
}

/** The schema as of the last migration, or a sentence where `prisma/schema` has gone on without one. */
export function migrationViolations(schema: string, asOfLastMigration: string): string[] {
  const meaning = (text: string) =>
    text
      .replace(/\/\/.*$/gm, "")
      .replace(/\s+/g, " ")
      .trim();
  if (meaning(schema) === meaning(asOfLastMigration)) return [];
  return ["prisma/schema has changed without a migration: npm run migration -- <name>"];
}
