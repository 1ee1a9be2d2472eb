import { createServer, type Server } from "node:http";
import { exportJWK, generateKeyPair, type JWK, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { type TestApi, testApi } from "#scripts/test-api.ts";
import { testOrganization } from "#scripts/test-organization.ts";
import { testPerson } from "#scripts/test-person.ts";
import { prisma } from "#server/db.ts";

const issuer = "https://issuer.example.com";
const audience = "purser";
let api: TestApi;
let jwks: Server;
let published: JWK[];
let first: Awaited<ReturnType<typeof signer>>;
let orgId: string;
let userId: string;
let ownToken: string;

async function signer(kid: string) {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const sign = (claims: { iss?: string; aud?: string; sub?: string; exp?: string } = {}) =>
    new SignJWT({})
      .setProtectedHeader({ alg: "ES256", kid })
      .setIssuer(claims.iss ?? issuer)
      .setAudience(claims.aud ?? audience)
      .setSubject(claims.sub ?? userId)
      .setIssuedAt()
      .setExpirationTime(claims.exp ?? "5m")
      .sign(privateKey);
  return { jwk: { ...(await exportJWK(publicKey)), kid, alg: "ES256" }, sign };
}

beforeAll(async () => {
  first = await signer("first");
  published = [first.jwk];
  jwks = createServer((_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ keys: published }));
  });
  await new Promise<void>((resolve) => jwks.listen(0, "127.0.0.1", resolve));
  const address = jwks.address();
  const port = address && typeof address === "object" ? address.port : 0;
  const environment = {
    PURSER_JWKS_URL: `http://127.0.0.1:${port}/keys`,
    PURSER_JWT_ISSUER: issuer,
    PURSER_JWT_AUDIENCE: audience,
  };
  api = await testApi({ environment });
  orgId = (await testOrganization()).orgId;
  const person = await testPerson(api.url, orgId, "owner");
  userId = (await prisma().user.findUniqueOrThrow({ where: { email: person.email } })).id;
  ownToken = (await (await person.fetch("/api/auth/token")).json()).token;
});
afterEach(() => void vi.useRealTimers());
afterAll(async () => {
  jwks.close();
  await api.close();
});

const status = async (token: string, org = orgId) =>
  (await api.call("/v1/projects", { key: token, headers: { "x-org-id": org } })).status;

test("a token of the named issuer acts as the member that is its subject", async () => {
  expect(await status(await first.sign())).toBe(200);
  expect(await status(await first.sign(), (await testOrganization()).orgId)).toBe(404);
  expect(await status(await first.sign({ sub: "nobody" }))).toBe(401);
});

test("of another issuer, for another audience, expired, unsigned, signed by a stranger or by Purser is refused", async () => {
  const stranger = await signer("first");
  const unsigned = new UnsecuredJWT({})
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(userId)
    .setExpirationTime("5m");
  const shared = new SignJWT({})
    .setProtectedHeader({ alg: "HS256", kid: "first" })
    .setIssuer(issuer)
    .setAudience(audience);
  const bad = [
    await first.sign({ iss: "https://other.example.com" }),
    await first.sign({ aud: "another" }),
    await first.sign({ exp: "-1m" }),
    unsigned.encode(),
    await stranger.sign(),
    await shared
      .setSubject(userId)
      .setExpirationTime("5m")
      .sign(Buffer.from(JSON.stringify(first.jwk))),
    ownToken,
  ];
  for (const token of bad) expect(await status(token)).toBe(401);
});

test("a new key holds as soon as its issuer shows it, and an old one no longer once it is gone", async () => {
  const second = await signer("second");
  published = [second.jwk];
  // The key set is not asked for again within ten seconds.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 11_000 });
  expect(await status(await second.sign())).toBe(200);
  expect(await status(await first.sign())).toBe(401);
});
