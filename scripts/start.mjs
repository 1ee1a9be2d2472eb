import { continueWith } from "./install.mjs";

await continueWith("serve.ts");
