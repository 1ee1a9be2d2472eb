import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { firstCallCommand, projectIdOf } from "./first-call.ts";

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

test("a key that was just made stands in the command itself", () => {
  const command = firstCallCommand({ purser: "http://localhost:3000", projectId: "web", secret: "pk_fresh" });
  const words = execFileSync("sh", ["-c", `curl() { printf '%s\\n' "$@"; }; ${command}`], { encoding: "utf8" });
  expect(words).toContain("Authorization: Bearer pk_fresh\n");
});

test.each([
  ["My Project", "my-project"],
  ["  Café – Über 9000! ", "cafe-uber-9000"],
  ["日本", ""],
])("project %j gets the id %j", (name, id) => {
  expect(projectIdOf(name)).toBe(id);
});
