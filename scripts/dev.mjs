import { continueWith } from "./install.mjs";

await continueWith("dev.ts");
