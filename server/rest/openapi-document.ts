import { restApi } from "./rest-api.ts";

/** What the two kinds of credentials are called in the document; routes name them as `security`. */
const securitySchemes = {
  apiKey: {
    type: "http",
    scheme: "bearer",
    description: "An API key (`npm run key`), of one organisation and with the scopes it was made with.",
  },
  token: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "A member's token, together with `X-Org-ID: <organisation>`.",
  },
} as const;

let document: object | undefined;

/** The OpenAPI 3.1 document of every REST route, made once from what requests are checked against. */
export function openapiDocument(): object {
  document ??= make();
  return document;
}

function make(): object {
  for (const [name, scheme] of Object.entries(securitySchemes)) {
    restApi.openAPIRegistry.registerComponent("securitySchemes", name, scheme);
  }
  const made = restApi.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Purser",
      version: "1",
      license: { name: "MIT", url: "https://opensource.org/license/mit" },
      description:
        "The accounts of AI agents: calls recorded and priced exactly, caps held before the money is spent. Money is US dollars as a number, with exact nano-dollars as a string beside it; times are ISO 8601 in UTC. Errors are application/problem+json (RFC 9457) with a `code`.",
    },
    servers: [{ url: "/api" }],
  });
  for (const [path, operations] of Object.entries(made.paths ?? {})) {
    const [, first, second] = path.split("/");
    // By what it is about: /v1/reservations/{id} and /reservations/{id} alike.
    for (const [method, operation] of Object.entries(operations)) {
      operation.tags = [first === "v1" ? second : first];
      operation.operationId = operationId(method, path);
    }
  }
  return JSON.parse(JSON.stringify(made), plainPattern);
}

/** `getV1AgentsId` of GET /v1/agents/{id}: what generated clients call it. */
function operationId(method: string, path: string): string {
  const words = path.match(/[A-Za-z0-9]+/g) ?? [];
  return [method, ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join("");
}

/** A pattern is written without its flags: the generator leaves those of a regular expression behind it. */
function plainPattern(key: string, value: unknown): unknown {
  return key === "pattern" && typeof value === "string" ? value.replace(/\/[a-z]+$/, "") : value;
}
