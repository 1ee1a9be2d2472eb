/** What the client sends, and what it writes down of it once it is acknowledged. */
export type EventSent = {
  id: string;
  occurredAt?: string;
  projectId: string;
  agentId: string;
  runId?: string;
  provider: string;
  model: string;
  inputTokens: number;
  outputTokens: number;
  cost: number;
};
export type HoldSent = {
  id: string;
  projectId: string;
  agentId: string;
  runId?: string;
  amount: number;
  expiresInSeconds: number;
};
export type Acknowledged =
  | { kind: "entry"; event: EventSent }
  | { kind: "hold"; hold: HoldSent; status: number; answer: Record<string, unknown> }
  | { kind: "settle"; id: string; event: EventSent; late: boolean; costNanos: string }
  | { kind: "release"; id: string };

/** The project whose spending tells, the one whose every scope is capped, and the one whose holds end early. */
export const projects = { open: "web", capped: "capped", late: "late" } as const;
export const cappedAgents = ["a1", "a2", "a3", "a4"];
/** How long an abandoned hold stands, in seconds. */
export const abandonedSeconds = 2;

const day = 86_400_000;
/** How far the clock of a client may be off: over the ends of hours, days, months and years. */
const jumps = [-400 * day, -40 * day, -day, -3_600_000, 0, 1_000, 3_600_000, day, 35 * day, 400 * day];

/** Whether it is a call of the future, which is refused. */
export const isAhead = ({ occurredAt }: EventSent): boolean =>
  occurredAt !== undefined && Date.parse(occurredAt) > Date.now() + 60_000;

/** The nth entry without a reservation: a cent. */
export function nextEvent(n: number, clockJumps: boolean): EventSent {
  return {
    id: `entry-${n}`,
    ...(clockJumps && { occurredAt: new Date(Date.now() + (jumps[n % jumps.length] ?? 0)).toISOString() }),
    projectId: projects.open,
    agentId: `bot-${n % 5}`,
    ...(n % 3 === 0 && { runId: `run-${n % 12}` }),
    provider: "openai",
    model: "gpt-4.1",
    inputTokens: 100 + (n % 900),
    outputTokens: n % 50,
    cost: 0.01,
  };
}

/** The nth call that is reserved for: what it holds, what it comes to (never more), how it ends and after how long. */
export function holdOf(n: number, clockJumps: boolean) {
  const ending = ["settle", "release", "settle", "abandon"][n % 4] ?? "";
  // Held for a second and settled after it.
  const late = clockJumps && n % 5 === 0;
  const cents = 1 + ((n * 7) % 20);
  const whom = late
    ? { projectId: projects.late, agentId: "late-bot" }
    : { projectId: projects.capped, agentId: cappedAgents[n % 4] ?? "", ...(n % 3 && { runId: `capped-${n % 7}` }) };
  const hold: HoldSent = {
    id: `hold-${n}`,
    ...whom,
    amount: cents / 100,
    expiresInSeconds: late ? 1 : ending === "abandon" ? abandonedSeconds : 900,
  };
  const event: EventSent = {
    id: `settled-${n}`,
    ...whom,
    provider: "in-house",
    model: "house-7b",
    inputTokens: n % 100,
    outputTokens: n % 10,
    cost: (cents * (n % 5)) / 2_000,
  };
  return { hold, event, ending: late ? "settle" : ending, waitMs: late ? 1_200 : 0 };
}
