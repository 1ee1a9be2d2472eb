import { cpus, loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { parseOptions } from "#scripts/parse-options.ts";
import { exitCodeOf, UsageError } from "#scripts/usage-error.ts";
import { startChild } from "../child.ts";
import { checks } from "./check.ts";
import { faults } from "./faults.ts";
import { backWithin, type Outcome, passed, shortcomings } from "./play.ts";
import { textTable } from "./text-table.ts";

const usage = `npm run faults -- [--only <fault>]… [--seconds <n>]

Breaks Purser under load, one fault after the other, each on a database of its own that is as durable as in production, and
looks at everything that was promised. Changes nothing else. Ten minutes at most.

  --only <fault>   ${Object.keys(faults).join(", ")}; may be given several times
  --seconds <n>    how long each goes on (15)
  --help           prints this

Ends with 0 when every promise that was tried was kept, with 1 when one was not, or a fault met no load, or it took more than
${backWithin} seconds to answer again, with 2 for wrong options. What cannot be tried here is named in the last line.`;

/** All of them together; what is not done by then has failed. */
const enough = 10 * 60_000;
const head = [
  "fault",
  "struck",
  "calls",
  "holds",
  "sent again",
  `back (≤ ${backWithin} s)`,
  "longest wait",
  ...checks,
  "",
];
const started = Date.now();
const say = (text: string) => console.error(`${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${text}`);

process.exitCode = await main().catch((error) => {
  console.error(error instanceof UsageError ? error.message : error);
  return exitCodeOf(error);
});

async function main(): Promise<number> {
  const { values } = parseOptions(usage, {
    options: {
      only: { type: "string", multiple: true },
      seconds: { type: "string", default: "15" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const seconds = Number(values.seconds);
  if (!(seconds > 0 && seconds <= 60)) throw new UsageError(usage, "--seconds is a number from 1 to 60.");
  const unknown = values.only?.find((id) => !Object.hasOwn(faults, id));
  if (unknown !== undefined) throw new UsageError(usage, `There is no fault "${unknown}".`);

  const rows: string[][] = [];
  const wrong: string[] = [];
  const untried: string[] = [];
  for (const [id, { name }] of Object.entries(faults)) {
    if (values.only && !values.only.includes(id)) continue;
    say(name);
    const outcome = await play(id, seconds).catch((error: Error) => error);
    if (typeof outcome === "string") {
      rows.push([name, `not tried: ${outcome}`]);
      untried.push(name);
    } else if (outcome instanceof Error) {
      rows.push([name, "failed"]);
      wrong.push(`${name}: ${outcome.message}`);
    } else {
      rows.push(row(outcome));
      wrong.push(...problems(outcome));
    }
  }
  say("Done");
  console.log(textTable([head, ...rows]));
  console.log(
    `\n${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}, load ${loadavg()[0]?.toFixed(1)} of other work and this`,
  );
  if (wrong.length > 0) console.log(`\n${wrong.map((line) => `✗ ${line}`).join("\n")}`);
  if (untried.length > 0) console.log(`\nNot tried, so nothing is said of it: ${untried.join("; ")}`);
  return wrong.length > 0 ? 1 : 0;
}

async function play(id: string, seconds: number): Promise<Outcome | string> {
  const child = startChild("faults/fault-process.ts");
  const left = started + enough - Date.now();
  const late = sleep(Math.max(left, 0), undefined, { ref: false }).then(() => {
    throw new Error("The ten minutes were over before it was done.");
  });
  try {
    return await Promise.race([child.call<Outcome | string>("play", { id, seconds }), late]);
  } finally {
    const ended = child.end();
    // Whatever it leaves behind then is removed by clean-up-after.ts.
    const stuck = setTimeout(() => process.kill(child.pid, "SIGKILL"), 20_000);
    await ended;
    clearTimeout(stuck);
  }
}

function row(outcome: Outcome): string[] {
  const { name, struck, entries, holds, sentAgain, back, longestWait, found } = outcome;
  const numbers = [struck, entries, holds, sentAgain].map((value) => value.toLocaleString("en-US"));
  const times = [back, longestWait].map((value) => (value === null ? "" : `${value.toFixed(1)} s`));
  const looked = checks.map((check) => (found[check].length === 0 ? "ok" : `${found[check].length} ✗`));
  return [name, ...numbers, ...times, ...looked, passed(outcome) ? "✓" : "✗"];
}

/** The first few of each kind. */
function problems(outcome: Outcome): string[] {
  const { name, wrong, found } = outcome;
  const kinds: [string, string[]][] = [
    ["answers", wrong],
    ["play", shortcomings(outcome)],
    ...checks.map((check): [string, string[]] => [check, found[check]]),
  ];
  return kinds.flatMap(([kind, all]) => [
    ...all.slice(0, 5).map((one) => `${name}: ${kind}: ${one}`),
    ...(all.length > 5 ? [`${name}: ${kind}: and ${all.length - 5} more`] : []),
  ]);
}
