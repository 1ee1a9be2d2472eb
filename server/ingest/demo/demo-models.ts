/** A model as the demo's agents call it, and how its provider counts. */
export type DemoModel = {
  provider: string;
  model: string;
  /** Share of the output that is reasoning, where the provider says so. */
  reasoning: number;
  /** How the input is cached: written and read at a price, only read, or not at all. */
  cache: "write" | "read" | "none";
  /** Dollars per million tokens that the gateway bills itself: the call then reports its cost. */
  reported?: { input: number; output: number };
};

const model = (provider: string, name: string, cache: DemoModel["cache"], reasoning = 0): DemoModel => ({
  provider,
  model: name,
  cache,
  reasoning,
});

const opus47 = model("anthropic", "claude-opus-4-7", "write");
const opus5 = model("anthropic", "claude-opus-5", "write");
const opus = model("anthropic", "claude-opus-5-5", "write");
const sonnetOld = model("anthropic", "claude-sonnet-4-6", "write");
const sonnet = model("anthropic", "claude-sonnet-5", "write");
const haiku = model("anthropic", "claude-haiku-4-5", "write");
const gpt54 = model("openai", "gpt-5.4", "read", 0.45);
const gpt56 = model("openai", "gpt-5.6-terra", "write", 0.45);
const gpt = model("openai", "gpt-6-sol", "write", 0.4);
const gptMini = model("openai", "gpt-5.4-mini", "read", 0.3);
const gptSmall = model("openai", "gpt-6-luna", "write", 0.3);
const geminiPro = model("google", "gemini-3.1-pro-preview", "read", 0.4);
const gemini = model("google", "gemini-3.8-flash", "read", 0.35);
const flashOld = model("google", "gemini-3-flash-preview", "read", 0.25);
const flash = model("google", "gemini-3.5-flash-lite", "read", 0.2);
const deepSeek = model("deepseek", "deepseek-v4-flash", "read");
const deepSeekPro = model("deepseek", "deepseek-v4-pro", "read", 0.65);
const mistral = model("mistral", "mistral-large-2512", "read");
const kimi: DemoModel = {
  ...model("openrouter", "moonshotai/kimi-k2.6", "read"),
  reported: { input: 0.68, output: 3.41 },
};
/** The team's own fine-tuned model on its own machines: nobody lists a price for it. */
const ownModel = model("vllm", "qwen3-coder-30b-storefront", "none");

/** A model in use until so many days before the demo was made; the last one stays. */
type Step = { untilDaysBefore: number; use: DemoModel };
const always = Number.NEGATIVE_INFINITY;
const only = (use: DemoModel): Step[] => [{ untilDaysBefore: always, use }];

/**
 * Which model a kind of work is given to, and how that changed over the months. The changes are so many days before a
 * demo, not on dates, so that every demo has them; none lies before the release of its model (as of November 2026).
 */
const modelTracks = {
  coding: [
    { untilDaysBefore: 134, use: sonnetOld },
    { untilDaysBefore: always, use: sonnet },
  ],
  hard: [
    { untilDaysBefore: 108, use: opus47 },
    { untilDaysBefore: 44, use: opus5 },
    { untilDaysBefore: always, use: opus },
  ],
  general: [
    { untilDaysBefore: 100, use: gpt54 },
    { untilDaysBefore: 47, use: gpt56 },
    { untilDaysBefore: always, use: gpt },
  ],
  visual: [
    { untilDaysBefore: 66, use: geminiPro },
    { untilDaysBefore: always, use: gemini },
  ],
  checking: [
    { untilDaysBefore: 88, use: sonnetOld },
    { untilDaysBefore: always, use: haiku },
  ],
  small: [
    { untilDaysBefore: 40, use: gptMini },
    { untilDaysBefore: always, use: gptSmall },
  ],
  writing: [
    { untilDaysBefore: 102, use: flashOld },
    { untilDaysBefore: always, use: flash },
  ],
  thrifty: only(deepSeek),
  reasoning: only(deepSeekPro),
  european: only(mistral),
  gateway: only(kimi),
  own: only(ownModel),
} satisfies Record<string, Step[]>;

export type ModelTrack = keyof typeof modelTracks;

/** Days over which a new model takes over from the one before. */
const rampDays = 9;

/**
 * The model of a track so many days before the demo was made (negative: after). In the days before a change more and
 * more of the calls try the new one; `draw` is a number from 0 to 1 that decides.
 */
export function modelAt(track: ModelTrack, daysBefore: number, draw: number): DemoModel {
  const steps: Step[] = modelTracks[track];
  const index = steps.findIndex((step) => daysBefore > step.untilDaysBefore);
  const current = steps[index] ?? steps.at(-1);
  if (!current) throw new RangeError(`The track "${track}" has no model.`);
  const next = steps[index + 1];
  const left = daysBefore - current.untilDaysBefore;
  return next && left < rampDays && draw > left / rampDays ? next.use : current.use;
}
