import { StartError } from "#server/start-error.ts";
import { build } from "./build.ts";

/** `npm run build`: the pages, ahead of the first start (an image, a machine that serves but does not build). */
try {
  const made = await build((text) => console.error(text));
  console.error(made ? "Built the pages." : "The pages were built already.");
} catch (error) {
  process.exitCode = 1;
  console.error(error instanceof StartError ? error.message : error);
}
