import { answerCalls } from "../child.ts";
import { type LoadOptions, startLoad } from "./load.ts";

/** The client: a process of its own, which outlives every fault. */
let load: ReturnType<typeof startLoad> | undefined;
answerCalls({
  start: (options: LoadOptions) => {
    load = startLoad(options);
  },
  stop: () => load?.stop(),
});
