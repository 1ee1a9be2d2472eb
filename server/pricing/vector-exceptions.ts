/*
 * Where we knowingly arrive at another cost than the vectors in ../shared/data, and why. The tests fail when an exception
 * begins to agree, so that this list stays true.
 */

const modality =
  "Prices audio, image or video tokens apart. Entries count input and output as a whole and do not say what they carried, so all of it costs the text price.";
const bookRelease =
  "Release 0.1.8 of genai-prices, which we ship, has another price than the commit that the vector was taken from";

/** By the id of a vector in cost-vectors.json. */
export const vectorExceptions: Readonly<Record<string, string>> = {
  "gp-23":
    "Prices citation tokens apart ($2 instead of $8). Entries do not count citations, so they cost the output price.",
  "gp-30": `${bookRelease}: the long-context price of gpt-5.6-sol begins at 272,000 input tokens, there above it. One token decides.`,
  "gp-42": modality,
  "gp-44": modality,
  "gp-46": modality,
  "gp-47": modality,
  "ll-21":
    "Costs the priority service tier of LiteLLM's book. No price list that we use knows service tiers: such calls cost the standard price unless the caller reports the cost or an own price is set.",
  "t2-01": `${modality} The vector states no whole at all.`,
};

/** By the row of a recorded response in cost-vectors-real-bodies.jsonl. */
export const bodyExceptions: Readonly<Record<number, string>> = {
  73: modality,
  91: "Adds $0.01 for a web search. Entries count tokens; a caller that pays for searches reports the cost.",
  97: modality,
  104: modality,
  214: `${bookRelease}: claude-sonnet-4-5 on Vertex costs twice above 200,000 input tokens, there it does not.`,
  370: modality,
  600: modality,
  642: modality,
  714: modality,
  852: modality,
  1016: "The price list holds an entry without prices and does not call it free: unpriced, not 0.",
  1017: "The price list holds an entry without prices and does not call it free: unpriced, not 0.",
};
