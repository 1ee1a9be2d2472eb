import { createEnv } from "@t3-oss/env-core";
import { z } from "zod";

const addressList = z
  .string()
  .transform((text) => text.split(",").map((part) => part.trim()))
  .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], "IP addresses or ranges, separated by commas")));

const perMinute = z.coerce.number().int().min(0);

const originList = z
  .string()
  .transform((text) => text.split(",").map((part) => part.trim()))
  .pipe(
    z.array(
      z.url().refine((url) => new URL(url).origin === url),
      "origins such as https://app.example.com, separated by commas",
    ),
  );

/**
 * The environment, checked once, at the first use. Nothing else in `server/` reads `process.env`.
 * It is read lazily because `npm start` fills in what it made itself (database, secret) first.
 */
export function env(): Env {
  cached ??= createEnv({
    server: {
      DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: "a postgres:// address" }),
      DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(16),
      DATABASE_TIMEOUT_SECONDS: z.coerce.number().min(1).max(600).default(10),
      PURSER_SECRET: z.string().min(32, "at least 32 characters; signs sessions"),
      PURSER_URL: z
        .url({ protocol: /^https?$/, error: "an http:// or https:// address" })
        .default("http://localhost:3000"),
      PURSER_TRUSTED_PROXIES: addressList.default([]),
      PURSER_MAX_BODY_BYTES: z.coerce.number().int().min(1024).default(10_000_000),
      PURSER_REQUEST_TIMEOUT_SECONDS: z.coerce.number().min(1).max(3_600).default(120),
      PURSER_LEAVE_SECONDS: z.coerce.number().min(0).max(300).default(0),
      PURSER_MAX_IMPORT_BYTES: z.coerce.number().int().min(1024).default(1_000_000_000),
      PURSER_KEY_RATE_LIMIT: perMinute.default(600_000),
      PURSER_USER_RATE_LIMIT: perMinute.default(6_000),
      PURSER_ADDRESS_RATE_LIMIT: perMinute.default(3_000),
      PURSER_JWKS_URL: z.url({ protocol: /^https?$/, error: "an http:// or https:// address" }).optional(),
      PURSER_JWT_ISSUER: z.string().optional(),
      PURSER_JWT_AUDIENCE: z.string().optional(),
      PURSER_CORS_ORIGINS: originList.default([]),
      PURSER_PRIVATE_WEBHOOKS: z.stringbool("true or false").default(false),
      SMTP_URL: z.url({ protocol: /^smtps?$/, error: "an smtp:// or smtps:// address" }).optional(),
      SMTP_FROM: z.string().default("Purser <purser@localhost>"),
      LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
      NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
    },
    runtimeEnv: process.env,
    emptyStringAsUndefined: true,
    onValidationError: (issues) => {
      const lines = issues.map((issue) => `  ${issue.path?.join(".") ?? ""}: ${issue.message}`);
      throw new Error(`The environment is not usable:\n${lines.join("\n")}`);
    },
  });
  return cached;
}

/** The log level before anything is checked: the log is imported where there is no environment yet. */
export const uncheckedLogLevel = (): string => process.env.LOG_LEVEL || "info";

/**
 * How Purser's own traces are sent, by OpenTelemetry's variables; null where none are. What else there is of them (headers,
 * samplers, batches, resource) its libraries read themselves.
 */
export function tracingSettings(): { protocol: string } | null {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: all, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces, ...otel } = process.env;
  if (!(traces || all) || otel.OTEL_SDK_DISABLED?.toLowerCase() === "true") return null;
  if ((otel.OTEL_TRACES_EXPORTER || "otlp") !== "otlp") return null;
  return { protocol: otel.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL || otel.OTEL_EXPORTER_OTLP_PROTOCOL || "http/protobuf" };
}

type Env = {
  DATABASE_URL: string;
  DATABASE_POOL_SIZE: number;
  /** How long a request waits for a connection, and for the answer to one statement. */
  DATABASE_TIMEOUT_SECONDS: number;
  PURSER_SECRET: string;
  PURSER_URL: string;
  /** IP addresses and ranges of the proxies in front, whose X-Forwarded-For names the caller. */
  PURSER_TRUSTED_PROXIES: string[];
  PURSER_MAX_BODY_BYTES: number;
  /** How long a request may take to arrive, its body included. */
  PURSER_REQUEST_TIMEOUT_SECONDS: number;
  /** How long a process that is told to stop goes on answering while it says that it is not ready. */
  PURSER_LEAVE_SECONDS: number;
  /** The largest file that is taken on the import page, unzipped too. */
  PURSER_MAX_IMPORT_BYTES: number;
  /** Requests a minute that one API key may send, to all processes together; 0 for any number. */
  PURSER_KEY_RATE_LIMIT: number;
  /** The same of one person, by session or token; each query of a page is one. */
  PURSER_USER_RATE_LIMIT: number;
  /** The same of one IP address without good credentials. */
  PURSER_ADDRESS_RATE_LIMIT: number;
  /** The key set of another issuer of tokens, with the two below; without it our own. */
  PURSER_JWKS_URL?: string | undefined;
  PURSER_JWT_ISSUER?: string | undefined;
  PURSER_JWT_AUDIENCE?: string | undefined;
  /** Origins whose pages may call the API with a key or token. */
  PURSER_CORS_ORIGINS: string[];
  /** Whether webhooks may go to private addresses. */
  PURSER_PRIVATE_WEBHOOKS: boolean;
  /** The mail server for alerts; without it there is no e-mail. */
  SMTP_URL?: string | undefined;
  SMTP_FROM: string;
  LOG_LEVEL: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  NODE_ENV: "development" | "production" | "test";
};

let cached: Env | undefined;
