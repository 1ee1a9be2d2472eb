import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { systemCtx } from "#server/access/organizations.ts";
import { projectIds } from "#server/catalog/queries.ts";
import type { Ctx } from "#server/context.ts";
import { closeDatabase } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { type ImportInput, importFiles } from "#server/ingest/import/import-files.ts";
import type { ColumnMap } from "#server/ingest/import/import-format.ts";
import { type FileSummary, totalOf } from "#server/ingest/import/import-summary.ts";
import { columnPairs, parseColumnMap } from "#server/ingest/import/parse-column-map.ts";
import { summaryText } from "#server/ingest/import/summary-text.ts";
import { StartError } from "#server/start-error.ts";
import { importProgress } from "./import-progress.ts";
import { migrate } from "./migrate.ts";
import { refusedFile } from "./refused-file.ts";
import { servedAt } from "./served-at.ts";
import { dataDirectory, withDatabase } from "./with-database.ts";

const usage = `Records the model calls of files: session logs, analytics logs, tables. Keeps costs and usage reports of OpenAI and Anthropic
to reconcile with.

  npm run import -- <file or folder…> --org <id> --project <id>

  --agent <id>         the agent that made the calls (default: named for the tool that wrote the file)
  --agent-type <type>  its type, such as implementation
  --map <field>=<column>   which column of a table is which field, as often as needed: --map model=Engine
  --map <file.json>    the same, and more, from a file: {"occurredAt": "When", "model": {"value": "gpt-5"}}
  --provider, --model <name>  for files that name none
  --account <name>     of provider reports: which of several accounts with the provider (they need no --project)
  --as-entries         books provider reports as spend, too: past days and models of which the ledger has no call of its own
  --refused <file.csv> writes each refused line with its reason, as Settings › Import offers it
  --dry-run            reads and counts, records nothing
  --json               the summary as JSON
  --data-dir <folder>  default: PURSER_DATA_DIR, else .data

Importing a file again records nothing twice. The summary ends with the address of the page that shows the calls. Ends
with 0 when every record was read, with 2 when some were refused or a named file was not recognised (the rest is
recorded), with 1 when nothing could be done.`;

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const { values, positionals } = parse();
    if (values.help) {
      console.log(usage);
      return 0;
    }
    const files = await run(values, positionals);
    const total = totalOf(files);
    const dryRun = values["dry-run"];
    const page = dryRun ? null : pageOf(values, total.months.at(-1));
    console.log(
      values.json
        ? JSON.stringify({ dryRun, files, total, page: page?.url ?? null }, null, 2)
        : summaryText(files, { dryRun, page, refusedFile: values.refused }).trimEnd(),
    );
    if (total.unrecognised + total.unreadable === files.length) return 1;
    const unread = files.some((file) => file.named && file.format === null);
    return total.refused > 0 || unread ? 2 : 0;
  } catch (error) {
    if (error instanceof AppError || error instanceof StartError) console.error(error.message);
    else console.error(error);
    return 1;
  }
}

/** The address of the project’s page in the last month of the calls, and whether a server runs there. */
function pageOf({ project, "data-dir": dataDir }: Options, month: string | undefined) {
  if (!project || !month) return null;
  const running = process.env.PURSER_URL || servedAt(dataDirectory(dataDir));
  const path = `/dashboard/products/${encodeURIComponent(project)}/ai-cost?month=${month}`;
  return { url: new URL(path, running || "http://localhost:3000").href, running: Boolean(running) };
}

type Options = ReturnType<typeof parse>["values"];

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        org: { type: "string" },
        project: { type: "string" },
        agent: { type: "string" },
        "agent-type": { type: "string" },
        provider: { type: "string" },
        model: { type: "string" },
        account: { type: "string" },
        "as-entries": { type: "boolean", default: false },
        map: { type: "string", multiple: true },
        "data-dir": { type: "string" },
        refused: { type: "string" },
        "dry-run": { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    throw new AppError("bad_request", `${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}

async function run(options: Options, paths: string[]): Promise<FileSummary[]> {
  const dryRun = options["dry-run"];
  if (paths.length === 0) throw new AppError("bad_request", `Say which file or folder to import.\n\n${usage}`);
  if (!dryRun && !options.org) {
    throw new AppError("bad_request", "Say where the calls belong: --org <id> --project <id>.");
  }
  if (options["as-entries"] && !(options.project && options.org)) {
    throw new AppError("bad_request", "Entries belong to a project: --as-entries needs --org <id> --project <id>.");
  }
  const project = options.project ?? (dryRun ? "dry-run" : undefined);
  const input: ImportInput = {
    paths,
    ...(project && { projectId: project }),
    ...(options.account && { account: options.account }),
    ...(options["as-entries"] && { asEntries: true }),
    ...(options.agent && { agentId: options.agent }),
    ...(options["agent-type"] && { agentType: options["agent-type"] }),
    ...(options.provider && { provider: options.provider }),
    ...(options.model && { model: options.model }),
    ...(options.map && { columns: columnsOf(options.map) }),
  };
  const progress = importProgress(process.stderr);
  const refused = options.refused === undefined ? null : refusedFile(options.refused);
  // The environment has to name one; an import signs nothing.
  process.env.PURSER_SECRET ||= randomBytes(32).toString("base64url");
  try {
    const told = { input, onProgress: progress.show, onRefused: refused?.add };
    if (dryRun) return await importFiles({ ctx: null, ...told });
    return await withDatabase(
      async (url) => {
        await migrate(url);
        try {
          return await importFiles({ ctx: await contextOf(options.org ?? "", input.projectId), ...told });
        } finally {
          await closeDatabase();
        }
      },
      { dataDir: options["data-dir"] },
    );
  } finally {
    progress.end();
    refused?.end();
  }
}

function columnsOf(words: string[]): ColumnMap {
  const [path = ""] = words;
  const pairs = columnPairs(words);
  if (pairs) return pairs;
  if (words.length === 1) return readColumnMap(path);
  throw new AppError("bad_request", "--map: say either <field>=<column>, as often as needed, or one JSON file.");
}

function readColumnMap(path: string): ColumnMap {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new AppError(
      "not_found",
      `--map: there is no file ${path}. For a column say <field>=<column>, such as model=Engine.`,
    );
  }
  try {
    return parseColumnMap(text);
  } catch (error) {
    throw new AppError(
      "bad_request",
      `--map: ${path} must be a JSON object of field names and columns, such as {"occurredAt": "When", "cost": "USD"}.`,
      { cause: error },
    );
  }
}

/** @throws AppError `not_found`, said once instead of for every call of the files. */
async function contextOf(orgId: string, projectId: string | undefined): Promise<Ctx> {
  const ctx = await systemCtx({ orgId, by: "import", now: new Date() });
  if (projectId === undefined || (await projectIds(ctx)).has(projectId)) return ctx;
  throw new AppError(
    "not_found",
    `There is no project "${projectId}" in "${orgId}". Create it with: npm run project -- create --org ${orgId} ${projectId}`,
  );
}
