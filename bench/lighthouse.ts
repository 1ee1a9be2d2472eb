import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { browserFlags } from "#scripts/browser-flags.ts";
import type { BenchServer } from "./bench-database.ts";
import { type Figure, figure, median } from "./figure.ts";
import { installLighthouse } from "./install-lighthouse.ts";

const categories = { performance: "Performance", accessibility: "Accessibility", "best-practices": "Best Practices" };

/** What has to be reached on each device: a desktop is where the page is worked with, a phone where it is looked at. */
const devices = {
  desktop: { preset: ["--preset=desktop"], performance: { must: 95, aim: 100 } },
  phone: { preset: [], performance: { must: 75, aim: 95 } },
};

const report = z.object({
  runtimeError: z.object({ message: z.string() }).optional(),
  categories: z.record(
    z.string(),
    z.object({ score: z.number().nullable(), auditRefs: z.array(z.object({ id: z.string(), weight: z.number() })) }),
  ),
  audits: z.record(
    z.string(),
    z.object({ title: z.string(), score: z.number().nullable(), displayValue: z.string().optional() }),
  ),
});
type Report = z.infer<typeof report>;

/**
 * Figure 9: Lighthouse's scores of the page, signed in, in Lighthouse's own simulation of a desktop (which counts) and of
 * a slow phone; the median of `runs`. Says which audits took points.
 */
export async function measureLighthouse(
  {
    server,
    browserPath,
    runs,
    say,
  }: { server: BenchServer; browserPath: string; runs: number; say: (text: string) => void },
  path: string,
): Promise<Figure[]> {
  const program = installLighthouse(say);
  const figures: Figure[] = [];
  for (const [device, { preset, performance }] of Object.entries(devices)) {
    const reports: Report[] = [];
    for (let run = 0; run < runs; run++) reports.push(await lighthouse(program, { server, browserPath, preset, path }));
    for (const [category, name] of Object.entries(categories)) {
      const scores = reports.map(({ categories }) => 100 * (categories[category]?.score ?? Number.NaN));
      const marks = category === "performance" ? performance : { must: 100, aim: 100 };
      const definition = {
        id: `9 ${category} ${device}`,
        name: `Lighthouse, ${device}${device === "phone" && category === "performance" ? " (marks of our own)" : ""}: ${name}`,
        unit: "of 100",
      };
      figures.push(figure({ ...definition, ...marks, better: "higher" }, median(scores), null));
    }
    for (const text of new Set(reports.flatMap(lostPoints))) say(`  ${device}: ${text}`);
  }
  return figures;
}

/** The audits that count and are not perfect. */
function lostPoints({ categories: found, audits }: Report): string[] {
  return Object.values(found).flatMap(({ auditRefs }) =>
    auditRefs.flatMap(({ id, weight }) => {
      const audit = audits[id];
      if (weight === 0 || !audit || audit.score === null || audit.score >= 0.995) return [];
      return [`${audit.title}: ${Math.round(100 * audit.score)} of 100 ${audit.displayValue ?? ""}`.trim()];
    }),
  );
}

type Asked = { server: BenchServer; browserPath: string; preset: string[]; path: string };

async function lighthouse(program: string, { server, browserPath, preset, path }: Asked): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), "purser-lighthouse-"));
  try {
    // A file and no argument: other users of the machine see arguments.
    const headers = join(folder, "headers.json");
    writeFileSync(headers, JSON.stringify({ Cookie: server.cookie }), { mode: 0o600 });
    const output = join(folder, "report.json");
    const flags = ["--headless=new", ...browserFlags].join(" ");
    const options = [
      ...["--output=json", `--output-path=${output}`, "--quiet", "--no-enable-error-reporting"],
      ...[`--extra-headers=${headers}`, `--chrome-flags=${flags}`, ...preset],
      `--only-categories=${Object.keys(categories).join(",")}`,
    ];
    await promisify(execFile)(process.execPath, [program, `http://127.0.0.1:${server.port}${path}`, ...options], {
      env: { ...process.env, CHROME_PATH: browserPath, TMPDIR: folder },
    });
    const read = report.parse(JSON.parse(readFileSync(output, "utf8")));
    if (read.runtimeError) throw new Error(`Lighthouse: ${read.runtimeError.message}`);
    return read;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
