import { continueWith } from "#scripts/install.mjs";

// `npm run bench`: on a fresh clone too, the packages are installed first.
await continueWith("../bench/run.ts");
