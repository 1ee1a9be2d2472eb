import { pool } from "#server/db.ts";
import { StartError } from "#server/start-error.ts";
import { brokenRules, citusSteps } from "./citus/citus-rules.ts";
import { runCommand } from "./run-command.ts";

const usage = `npm run citus -- --check | --apply

For a database that is spread over machines by Citus: whether the schema keeps the rules for it, and what would be done.

  --check              says so and changes nothing; works on any PostgreSQL
  --apply              does it on a coordinator with Citus. To be done again after an upgrade; what is done stays`;

await runCommand<"check" | "apply">({
  usage,
  options: [],
  flags: ["check", "apply"],
  read: (_, words, flags) => {
    if (words.length > 0 || flags.size !== 1) return undefined;
    return flags.has("apply") ? "apply" : "check";
  },
  run: async (mode) => {
    const { rules, broken } = await brokenRules(pool());
    const version = await citusVersion();
    const steps = await citusSteps(pool());
    const open = version === null ? steps : await notDone(steps);
    const says = rules.flatMap((rule) => {
      const places = broken.filter((one) => one.rule === rule).map(({ at }) => `    ${at}`);
      return [`${places.length === 0 ? "✓" : "✗"} ${rule}`, ...places];
    });
    const json = { citus: version, rules: rules.length, broken, steps: open };
    if (broken.length > 0) {
      process.exitCode = 1;
      return { text: [...says, "Nothing was changed: mend these first."].join("\n"), json };
    }
    if (mode === "check") {
      const here =
        version === null
          ? "This PostgreSQL has no Citus. With it, --apply would do:"
          : `Citus ${version}. --apply would do:`;
      const what =
        open.length > 0 ? [here, ...open.map(({ sql }) => `  ${sql};`)] : [`Citus ${version}. Nothing is left to do.`];
      return { text: [...says, ...what].join("\n"), json };
    }
    if (version === null) {
      throw new StartError(
        "This PostgreSQL has no Citus, and nothing was changed. Install it on the coordinator and the workers, then: CREATE EXTENSION citus",
      );
    }
    for (const { of, sql } of open) {
      console.error(`  ${of}`);
      await pool().query(sql);
    }
    return { text: `Spread ${open.length} tables and functions over Citus ${version}.`, json };
  },
});

async function citusVersion(): Promise<string | null> {
  const { rows } = await pool().query<{ version: string }>(
    "SELECT extversion AS version FROM pg_extension WHERE extname = 'citus'",
  );
  return rows[0]?.version ?? null;
}

/** Tables that are spread stay as they are; functions are told again, since an upgrade makes them anew. */
async function notDone<Step extends { of: string }>(steps: Step[]): Promise<Step[]> {
  const { rows } = await pool().query<{ name: string }>("SELECT logicalrelid::text AS name FROM pg_dist_partition");
  const done = new Set(rows.map(({ name }) => name));
  return steps.filter(({ of }) => !done.has(of));
}
