import { continueWith } from "./install.mjs";

await continueWith("test.ts");
