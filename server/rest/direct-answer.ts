/** What a route that is answered without Hono says: a status and a body to be sent as JSON. */
export type DirectAnswer = { status: number; body: object; type?: "application/json" | "application/problem+json" };
