import { expect, type Locator, type Page } from "@playwright/test";
import { callApi, sendEvents, type TestOrganization } from "./organization.ts";

/** A limit of $10.00 a month for the organisation. */
export async function setTenDollarLimit(scene: TestOrganization, onExceeded: string[]): Promise<void> {
  const limit = { scope: "organization", window: "month", unit: "cost", limit: 10, onExceeded };
  expect((await callApi(scene, "PUT", "/api/v1/budgets/all", limit)).ok).toBe(true);
}

let calls = 0;
/** An agent's call that cost so many dollars. */
export function spend(scene: TestOrganization, cost: number): Promise<void> {
  const call = { projectId: "web", agentId: "scout", provider: "openai", model: "gpt-4.1" };
  return sendEvents(scene, [{ ...call, id: `spend-${++calls}`, inputTokens: 9, outputTokens: 1, cost }]);
}

/** An agent asks for a call of so many dollars that there is no room for. Returns the approval's id. */
export async function askFor(scene: TestOrganization, amount: number, id: string): Promise<string> {
  const ask = { id, agentId: "scout", projectId: "web", amount };
  const answer = await callApi(scene, "POST", "/api/v1/reservations", ask);
  expect(answer.status).toBe(202);
  return (await answer.json()).approvalId;
}

/** Opens a page and waits until it is told of what happens. */
export async function openLive(page: Page, path: string): Promise<void> {
  const connected = page.waitForResponse(/events\.live/);
  await page.goto(path);
  await connected;
}

/** The link of the main navigation with how much waits behind it. */
export const badge = (page: Page, name: RegExp): Locator =>
  page.getByRole("navigation", { name: "Main" }).getByRole("link", { name });

/** A toast that says this. */
export const toast = (page: Page, text: string | RegExp): Locator =>
  page.getByRole("region", { name: /^Notifications/ }).getByText(text);
