import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";

const command = `
  const { Steps } = await import("#scripts/steps.ts");
  const steps = new Steps();
  await steps.run(async () => void setInterval(() => { console.log("a line"); steps.say("a line"); }, 5));`;

it("goes on when nobody reads what it says any more, and still stops when it is told to", async () => {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", command]);
  await Promise.all([once(child.stdout, "data"), once(child.stderr, "data")]);
  child.stdout.destroy();
  child.stderr.destroy();
  await sleep(300);
  expect({ exit: child.exitCode, signal: child.signalCode }).toEqual({ exit: null, signal: null });
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
});
