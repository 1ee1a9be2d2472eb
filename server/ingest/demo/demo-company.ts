import type { ModelTrack } from "./demo-models.ts";

export const demoOrgId = "demo";

/**
 * What an agent of a type does in one job. Medians of log-normal draws: `input` tokens of the first call (it grows as
 * the conversation does), `output` tokens of a call, `calls` of a job. The shapes come from real traces: see the
 * README of `ingest/`.
 */
export type AgentType = {
  input: number;
  output: number;
  calls: number;
  failure: number;
  efforts: readonly (readonly ["low" | "medium" | "high", number])[];
  track: ModelTrack;
};

const even = [
  ["low", 2],
  ["medium", 6],
  ["high", 2],
] as const;
const deep = [
  ["medium", 5],
  ["high", 5],
] as const;
const light = [
  ["low", 7],
  ["medium", 3],
] as const;

export const agentTypes = {
  implementation: { input: 86_000, output: 460, calls: 6.5, failure: 0.08, efforts: deep, track: "coding" },
  research: { input: 58_000, output: 980, calls: 5.2, failure: 0.03, efforts: even, track: "general" },
  testing: { input: 56_000, output: 380, calls: 4.6, failure: 0.14, efforts: even, track: "checking" },
  release: { input: 34_000, output: 420, calls: 3.0, failure: 0.05, efforts: light, track: "small" },
  security: { input: 72_000, output: 640, calls: 3.0, failure: 0.04, efforts: deep, track: "hard" },
  documentation: { input: 42_000, output: 1_500, calls: 3.2, failure: 0.02, efforts: light, track: "general" },
  design: { input: 44_000, output: 1_050, calls: 4.0, failure: 0.03, efforts: even, track: "visual" },
  "ui-ux": { input: 54_000, output: 820, calls: 4.4, failure: 0.05, efforts: even, track: "visual" },
  marketing: { input: 24_000, output: 1_300, calls: 2.8, failure: 0.02, efforts: light, track: "general" },
  performance: { input: 78_000, output: 640, calls: 4.4, failure: 0.09, efforts: deep, track: "reasoning" },
  compliance: { input: 62_000, output: 640, calls: 3.0, failure: 0.03, efforts: even, track: "european" },
  revenue: { input: 30_000, output: 700, calls: 3.0, failure: 0.03, efforts: light, track: "gateway" },
  dependency: { input: 26_000, output: 280, calls: 2.0, failure: 0.1, efforts: light, track: "thrifty" },
  support: { input: 2_600, output: 190, calls: 1, failure: 0.02, efforts: light, track: "writing" },
} as const satisfies Record<string, AgentType>;

export type AgentTypeName = keyof typeof agentTypes;

export type Trigger = "pull_request" | "schedule" | "manual" | "release" | "webhook";

/** Which agents a trigger sets to work, in their order, each with the chance that it takes part. */
export const pipelines: Record<Trigger, readonly (readonly [AgentTypeName, number])[]> = {
  pull_request: [
    ["design", 0.15],
    ["implementation", 0.75],
    ["ui-ux", 0.3],
    ["testing", 1],
    ["security", 0.35],
    ["performance", 0.2],
    ["documentation", 0.3],
  ],
  schedule: [
    ["dependency", 1],
    ["security", 0.6],
    ["compliance", 0.45],
    ["performance", 0.3],
    ["revenue", 0.5],
  ],
  manual: [
    ["research", 0.9],
    ["design", 0.35],
    ["implementation", 0.8],
    ["testing", 0.7],
  ],
  release: [
    ["testing", 1],
    ["compliance", 0.4],
    ["release", 1],
    ["documentation", 0.8],
    ["marketing", 0.6],
  ],
  webhook: [
    ["research", 0.6],
    ["implementation", 0.9],
    ["testing", 0.9],
  ],
};

export type DemoProject = {
  id: string;
  name: string;
  /** Runs on a usual weekday when the demo is made, without those on a schedule. */
  runsPerDay: number;
  /** Sessions of people with a coding agent on such a day, outside of any run. */
  sessionsPerDay: number;
  /** Size of the code and of its documents, against the others. */
  size: number;
  /** Type of agent → its id. */
  agents: Partial<Record<AgentTypeName, string>>;
  /** Agents that work with another model than their type. */
  tracks?: Partial<Record<AgentTypeName, ModelTrack>>;
  /** Where the monthly limit is set: so that the project is far below, below, still below, close to, or past it. */
  limit: "ample" | "on_track" | "tight" | "near" | "over" | "none";
};

/** Agents of a project: `storefront` + `testing` → `storefront-testing`. */
function agentsOf(project: string, types: readonly AgentTypeName[]): DemoProject["agents"] {
  return Object.fromEntries(types.map((type) => [type, `${project}-${type}`]));
}

export const demoProjects: readonly DemoProject[] = [
  {
    id: "storefront",
    name: "Storefront",
    runsPerDay: 6,
    sessionsPerDay: 2.6,
    size: 1.25,
    agents: agentsOf("storefront", [
      "implementation",
      "research",
      "testing",
      "release",
      "security",
      "documentation",
      "design",
      "ui-ux",
      "marketing",
      "performance",
      "revenue",
      "dependency",
    ]),
    limit: "near",
  },
  {
    id: "mobile-app",
    name: "Mobile App",
    runsPerDay: 4.2,
    sessionsPerDay: 1.8,
    size: 1,
    agents: agentsOf("mobile", ["implementation", "testing", "release", "design", "ui-ux", "dependency", "research"]),
    tracks: { implementation: "hard" },
    limit: "on_track",
  },
  {
    id: "checkout-api",
    name: "Checkout API",
    runsPerDay: 4,
    sessionsPerDay: 1.4,
    size: 0.95,
    agents: agentsOf("checkout", [
      "implementation",
      "testing",
      "release",
      "security",
      "compliance",
      "performance",
      "documentation",
      "dependency",
    ]),
    tracks: { implementation: "general", documentation: "writing" },
    limit: "over",
  },
  {
    id: "analytics",
    name: "Analytics",
    runsPerDay: 2.4,
    sessionsPerDay: 0.9,
    size: 0.85,
    agents: agentsOf("analytics", ["implementation", "research", "testing", "revenue", "dependency", "marketing"]),
    tracks: { testing: "own", implementation: "visual", research: "hard" },
    limit: "ample",
  },
  {
    id: "support-desk",
    name: "Support Desk",
    runsPerDay: 0.8,
    sessionsPerDay: 0.3,
    size: 0.7,
    agents: agentsOf("support", ["implementation", "testing", "documentation", "support", "dependency"]),
    limit: "tight",
  },
  {
    id: "docs-site",
    name: "Docs Site",
    runsPerDay: 0.9,
    sessionsPerDay: 0.2,
    size: 0.6,
    agents: agentsOf("docs", ["documentation", "testing", "release", "marketing"]),
    limit: "none",
  },
];
