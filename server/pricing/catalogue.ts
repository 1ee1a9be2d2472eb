import {
  type ConditionalPrice,
  type ModelInfo,
  type ModelPrice,
  type Provider,
  waitForUpdate,
} from "@pydantic/genai-prices";

export type { ConditionalPrice, ModelInfo, ModelPrice, Provider };

/** The price lists of all providers, as genai-prices publishes them: dollars, dates, context tiers, names to match. */
export type Catalogue = readonly Provider[];

/** Release of `@pydantic/genai-prices` whose prices are used (its package.json is not exported; a test compares). */
export const catalogueVersion = "0.1.8";

/**
 * The catalogue bundled with `@pydantic/genai-prices`. Nothing is downloaded: `waitForUpdate` is the library's only way to
 * the whole list, and without an update set up it gives the bundled one.
 */
export async function loadCatalogue(): Promise<Catalogue> {
  const catalogue = await waitForUpdate();
  if (!catalogue) throw new Error("@pydantic/genai-prices came without its price data. Reinstall the dependencies.");
  return catalogue;
}
