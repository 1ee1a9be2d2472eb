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

const opusOld = model("anthropic", "claude-opus-4-6", "write");
const opus = model("anthropic", "claude-opus-4-7", "write");
const sonnetOld = model("anthropic", "claude-sonnet-4-5", "write");
const sonnet = model("anthropic", "claude-sonnet-4-6", "write");
const haiku = model("anthropic", "claude-haiku-4-5", "write");
const gptOld = model("openai", "gpt-5.1", "read", 0.45);
const gpt52 = model("openai", "gpt-5.2", "read", 0.45);
const gpt = model("openai", "gpt-5.4", "read", 0.4);
const gptMini = model("openai", "gpt-5-mini", "read", 0.3);
const gpt41 = model("openai", "gpt-4.1", "read");
const geminiOld = model("google", "gemini-2.5-pro", "read", 0.4);
const gemini = model("google", "gemini-3.1-pro-preview", "read", 0.4);
const flash = model("google", "gemini-2.5-flash", "read", 0.25);
const deepSeek = model("deepseek", "deepseek-chat", "read");
const deepSeekReasoner = model("deepseek", "deepseek-reasoner", "read", 0.65);
const mistral = model("mistral", "mistral-large-latest", "none");
const kimi: DemoModel = {
  ...model("openrouter", "moonshotai/kimi-k2.5", "read"),
  reported: { input: 0.41, output: 1.95 },
};
/** The team's own fine-tuned model on its own machines: nobody lists a price for it. */
const ownModel = model("vllm", "qwen3-coder-30b-storefront", "none");

/** A model in use until so many days before the demo was made; the last one stays. */
type Step = { untilDaysBefore: number; use: DemoModel };
const always = Number.NEGATIVE_INFINITY;
const only = (use: DemoModel): Step[] => [{ untilDaysBefore: always, use }];

/** Which model a kind of work is given to, and how that changed over the months. */
const modelTracks = {
  coding: [
    { untilDaysBefore: 118, use: sonnetOld },
    { untilDaysBefore: always, use: sonnet },
  ],
  hard: [
    { untilDaysBefore: 74, use: opusOld },
    { untilDaysBefore: always, use: opus },
  ],
  general: [
    { untilDaysBefore: 150, use: gpt41 },
    { untilDaysBefore: 96, use: gptOld },
    { untilDaysBefore: 41, use: gpt52 },
    { untilDaysBefore: always, use: gpt },
  ],
  visual: [
    { untilDaysBefore: 60, use: geminiOld },
    { untilDaysBefore: always, use: gemini },
  ],
  checking: [
    { untilDaysBefore: 88, use: sonnetOld },
    { untilDaysBefore: always, use: haiku },
  ],
  small: only(gptMini),
  writing: only(flash),
  thrifty: only(deepSeek),
  reasoning: only(deepSeekReasoner),
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
