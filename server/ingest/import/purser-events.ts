import type { ImportFormat } from "./import-format.ts";

/**
 * Our own events, one a line or as `{ "events": […] }`: what `POST /api/v1/events` takes. `--project` and `--agent`
 * fill in where an event names none; everything else stands as it is and is checked like a request.
 */
export const purserEvents: ImportFormat = {
  id: "purser-events",
  label: "Purser events (NDJSON)",
  matches: ({ layout, records }) =>
    layout !== "table" && records.some((r) => "id" in r && "provider" in r && "model" in r && "inputTokens" in r),
  open: ({ projectId, agentId, agentType }) => ({
    *read(line, record) {
      yield {
        kind: "call",
        line,
        event: { projectId, ...(agentId && { agentId }), ...(agentType && { agentType }), ...record },
      };
    },
  }),
};
