import { answerCalls } from "../child.ts";
import { faults } from "./faults.ts";
import { type Outcome, playFault } from "./play.ts";
import { smallDisk } from "./small-disk.ts";
import { openStage, type Stage } from "./stage.ts";

/** Plays one fault in a process of its own, on a database of its own. */
let stage: Stage | undefined;
answerCalls({ play }, () => stage?.close());

/** What came of it, or why it cannot be played here. */
async function play({ id, seconds }: { id: string; seconds: number }): Promise<Outcome | string> {
  const fault = faults[id];
  if (!fault) throw new Error(`There is no fault "${id}".`);
  const disk = fault.smallDisk ? smallDisk(400) : undefined;
  if (typeof disk === "string") return disk;
  stage = await openStage({ servers: fault.servers, ...(disk && { disk }) });
  return playFault(fault, stage, seconds);
}
