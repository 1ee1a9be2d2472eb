import { defineConfig } from "prisma/config";

/** Only `prisma generate` reads this; the server connects through `server/db.ts`. */
export default defineConfig({ schema: "schema", migrations: { path: "migrations" } });
