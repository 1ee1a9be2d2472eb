import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { firstCallCommand } from "./first-call.ts";

test.each(["web", "it's-$HOME-`date`"])(
  "a shell passes on the address, the key and the call of project %s",
  (projectId) => {
    const command = firstCallCommand({ purser: "https://purser.example.com", projectId });
    const script = `PURSER_KEY=pk_1; curl() { printf '%s\\n' "$@"; }; ${command}`;
    const words = execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\n");
    expect(words).toContain("https://purser.example.com/api/v1/events");
    expect(words).toContain("Authorization: Bearer pk_1");
    const body = JSON.parse(words.find((word) => word.startsWith("{")) ?? "");
    expect(body.events).toMatchObject([{ projectId, agentId: "my-agent" }]);
  },
);
