import { createApiKey } from "#server/access/api-keys.ts";
import type { ApiScope, Ctx } from "#server/context.ts";
import { startServer } from "#server/main.ts";

type Answer = {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the server said is what the tests look at
  body: any;
  text: string;
};

/** The server without its pages, for integration tests, and how they call it: `path` follows `/api`, `key` is an API key. */
export type TestApi = {
  call: (path: string, init?: RequestInit & { key?: string }) => Promise<Answer>;
  url: string;
  close: () => Promise<void>;
};

/** Starts it on a free port; with the worker, where jobs are to be queued; with more in the environment. */
export async function testApi({
  worker = false,
  environment = {},
}: {
  worker?: boolean;
  environment?: Record<string, string>;
} = {}): Promise<TestApi> {
  Object.assign(process.env, environment);
  const { url, close } = await startServer({ port: 0, host: "127.0.0.1", pages: false, worker });
  const call: TestApi["call"] = async (path, { key, ...init } = {}) => {
    const headers = { ...(key && { authorization: `Bearer ${key}` }), ...init.headers };
    const response = await fetch(`${url}/api${path}`, { ...init, headers });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : null, text };
  };
  return { call, url, close };
}

/** A new API key of the organisation with these scopes. */
export async function testKey(ctx: Ctx, ...scopes: ApiScope[]): Promise<string> {
  return (await createApiKey({ ctx, input: { name: scopes.join(), scopes } })).key;
}
