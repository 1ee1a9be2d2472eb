import { z } from "zod";
import { identifier, line } from "#server/catalog/fields.ts";
import { columnMapInput } from "../import/parse-column-map.ts";

/** How a file is read, and where its calls belong. What is left out is as the file says, or its format. */
export const importOptions = z.strictObject({
  projectId: identifier,
  agentId: identifier.optional(),
  agentType: line(256).optional(),
  provider: line(256).optional(),
  model: line(256).optional(),
  format: z.string().max(40).optional(),
  columns: columnMapInput.optional(),
});

/** What stands for a session that a file does not name: its name without folder and endings. */
export const fileStem = (name: string): string =>
  name.replace(/^.*[/\\]/, "").replace(/(\.[a-z0-9]{1,8}){1,2}$/i, "") || name;
