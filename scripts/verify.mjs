import { continueWith } from "./install.mjs";

await continueWith("verify.ts");
