import { longMonth } from "#components/dates/moment-text.ts";
import { Card, CardHeader } from "#components/ui/card.tsx";
import { CommandLine } from "#components/ui/command-line.tsx";
import { addMonths, dayFromKey } from "#server/time/window.ts";

type GetReportsProps = { month: string; open?: boolean };

/** The commands that fetch the reports of a month, as files to be imported here. */
export function GetReports({ month, open = false }: GetReportsProps) {
  return (
    <Card aria-labelledby="get-reports" className="pb-4 print:hidden">
      <CardHeader
        id="get-reports"
        title="Get the Reports"
        scope="With an admin key of your account. Import the files here, or by npm run import, or send them to POST /api/v1/provider-reports."
      />
      <div className="flex flex-col gap-2 px-4 pt-2 sm:px-5">
        {commandsOf(month).map(({ provider, commands }) => (
          <details key={provider} open={open}>
            <summary className="w-fit cursor-pointer rounded py-1 font-medium">
              {provider}, {longMonth(month)}
            </summary>
            {commands.map(({ label, command }) => (
              <CommandLine key={label} label={`Copy ${label}`} command={command} />
            ))}
          </details>
        ))}
      </div>
    </Card>
  );
}

function commandsOf(month: string) {
  const [from, to] = [month, addMonths(month, 1)].map((key) => dayFromKey(`${key}-01`).start);
  const [start, end] = [from, to].map((at) => String((at?.getTime() ?? 0) / 1_000));
  const [starting, ending] = [from, to].map((at) => `${at?.toISOString().slice(0, 19)}Z`);
  const openai = (path: string, group: string, file: string) =>
    `curl -g "https://api.openai.com/v1/organization/${path}?start_time=${start}&end_time=${end}&bucket_width=1d&limit=31&group_by[]=${group}" \\\n  -H "Authorization: Bearer $OPENAI_ADMIN_KEY" > ${file}`;
  const anthropic = (path: string, group: string, file: string) =>
    `curl -g "https://api.anthropic.com/v1/organizations/${path}?starting_at=${starting}&ending_at=${ending}&bucket_width=1d&limit=31&group_by[]=${group}" \\\n  -H "anthropic-version: 2023-06-01" -H "x-api-key: $ANTHROPIC_ADMIN_KEY" > ${file}`;
  return [
    {
      provider: "OpenAI",
      commands: [
        { label: "Costs Command", command: openai("costs", "line_item", "openai-costs.json") },
        { label: "Completions Command", command: openai("usage/completions", "model", "openai-completions.json") },
        { label: "Embeddings Command", command: openai("usage/embeddings", "model", "openai-embeddings.json") },
      ],
    },
    {
      provider: "Anthropic",
      commands: [
        { label: "Cost Report Command", command: anthropic("cost_report", "description", "anthropic-costs.json") },
        { label: "Usage Report Command", command: anthropic("usage_report/messages", "model", "anthropic-usage.json") },
      ],
    },
  ];
}
