import { expect, test } from "vitest";
import { webhookBody } from "./webhook-message.ts";

const paused = (reason: string) => ({
  id: "event_1",
  type: "AgentPaused",
  createdAt: new Date("2026-11-22T12:00:00Z"),
  payload: { agentId: "a1", agentName: "Q&A <bot>", reason },
});

test("what people named something cannot call a whole channel in Slack", () => {
  expect(JSON.parse(webhookBody(paused("<!channel> R&D"), "slack"))).toEqual({
    text: "Q&amp;A &lt;bot&gt; is paused: &lt;!channel&gt; R&amp;D.",
  });
});

test("programs get names as they are", () => {
  expect(JSON.parse(webhookBody(paused("R&D"), "standard"))).toMatchObject({
    type: "AgentPaused",
    timestamp: "2026-11-22T12:00:00.000Z",
    data: { agentName: "Q&A <bot>", reason: "R&D" },
  });
});
