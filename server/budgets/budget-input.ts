import { z } from "zod";
import { identifier, label } from "#server/catalog/fields.ts";
import { AppError } from "#server/errors.ts";
import { parseDollars, toDecimalString } from "#server/money/amount.ts";
import {
  type BudgetScope,
  type BudgetUnit,
  budgetScopes,
  budgetUnits,
  budgetWindows,
  exceededActions,
} from "./budget.ts";

const maxTokens = 1e15;

const threshold = z.int("must be whole percentages").min(1, "must be at least 1 %").max(1000, "must be at most 1000 %");

/**
 * Rising, and 100 is always one of them. Below 100 the last of several is critical and the others warn; from 100 on the limit
 * is exceeded.
 */
const thresholds = z
  .array(threshold, "must be a list of percentages such as [80, 95, 100]")
  .transform((values) => [...new Set([...values, 100])].sort((a, b) => a - b))
  .refine((values) => values.length <= 10, "must be at most ten percentages, 100 among them");

/**
 * A budget as callers set it. `limit` is dollars (a number, or a decimal string of at most nine decimals) or tokens, by
 * `unit`; a string of tokens is digits alone. `scopeId` left out or null: each of the scope. `version`: what the caller saw; another means someone was faster.
 */
export const budgetInput = z
  .strictObject({
    id: identifier,
    scope: z.enum(budgetScopes, `must be one of ${budgetScopes.join(", ")}`),
    projectId: identifier.nullish(),
    scopeId: identifier.nullish(),
    window: z.enum(budgetWindows, `must be one of ${budgetWindows.join(", ")}`),
    unit: z.enum(budgetUnits, `must be one of ${budgetUnits.join(", ")}`),
    limit: z.union([z.number(), z.string()], "must be a number"),
    thresholds: thresholds.optional(),
    onExceeded: z.array(z.enum(exceededActions, `must be of ${exceededActions.join(", ")}`)).optional(),
    trigger: label.nullish(),
    allowUnpriced: z.boolean("must be true or false").optional(),
    enabled: z.boolean("must be true or false").optional(),
    version: z.int().optional(),
  })
  .superRefine((budget, check) => {
    const wrong = (path: string, message: string) => check.addIssue({ code: "custom", path: [path], message });
    if ((budget.window === "run") !== (budget.scope === "pipeline_run")) {
      wrong("window", "must be run for pipeline_run, and day or month for every other scope");
    }
    if (budget.scope === "agent_type" && !budget.projectId) {
      wrong("projectId", "is required: an agent type is capped within a project");
    }
    if (budget.scope === "pipeline_run" && budget.onExceeded?.includes("pause")) {
      wrong("onExceeded", "must not hold pause: the ceiling of a run stops the run, not the agent. Use block");
    }
    if (budget.projectId) {
      if (budget.scope === "project" && budget.projectId !== budget.scopeId) {
        wrong("projectId", "is not for scope project: scopeId names the project; leave both out to limit each project");
      }
      if (budget.scope === "organization") {
        wrong(
          "projectId",
          "is not for scope organization. To limit a project, use scope project with its id as scopeId",
        );
      }
      if (budget.scope === "agent") {
        wrong("projectId", "is not for scope agent: an agent is limited in all projects together. Leave it out");
      }
    }
    if (budget.trigger && budget.scope !== "pipeline_run") wrong("trigger", "is for budgets of pipeline_run only");
  });
export type BudgetInput = z.output<typeof budgetInput>;

/**
 * What follows when nothing else is said: a cap of an agent or of the whole organisation pauses, the ceiling of a run and
 * an agent type's cap block, a project's limit only tells. As the product's documents have it.
 */
export const defaultActions: Record<BudgetScope, BudgetInput["onExceeded"] & string[]> = {
  organization: ["notify", "webhook", "pause"],
  project: ["notify", "webhook"],
  agent: ["notify", "webhook", "pause"],
  agent_type: ["notify", "webhook", "block"],
  pipeline_run: ["notify", "webhook", "block"],
};

/**
 * A limit in its unit: nano-dollars or tokens, above 0.
 * @throws AppError `validation_failed`, naming `path`, for what is not a number, is negative or 0, has more than nine
 * decimals, or is above 10^9 dollars or 10^15 tokens.
 */
export function parseLimit(limit: string | number, unit: BudgetUnit, path = "limit"): bigint {
  const value = unit === "cost" ? parseCost(limit, path) : parseTokens(limit, path);
  if (value <= 0n) throw invalid(path, "must be above 0. To have no limit, remove the budget or disable it");
  return value;
}

/** The same where 0 means no limit. */
export function parseLimitOrNone(limit: string | number, unit: BudgetUnit, path: string): bigint | null {
  const value = unit === "cost" ? parseCost(limit, path) : parseTokens(limit, path);
  return value === 0n ? null : value;
}

function parseCost(limit: string | number, path: string): bigint {
  try {
    return parseDollars(limit);
  } catch (cause) {
    throw invalid(path, cause instanceof Error ? cause.message : "must be an amount of dollars");
  }
}

function parseTokens(limit: string | number, path: string): bigint {
  const value = typeof limit === "string" && /^\d{1,16}$/.test(limit) ? Number(limit) : limit;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > maxTokens) {
    throw invalid(path, "must be a whole number of tokens from 0 to 1e15");
  }
  return BigInt(value);
}

function invalid(path: string, message: string): AppError {
  return new AppError("validation_failed", `${path}: ${message}`, { errors: [{ path, message }] });
}

/** A limit as text for the audit log and billing settings: dollars or tokens. */
export function limitText(limit: bigint, unit: string): string {
  return unit === "cost" ? toDecimalString(limit) : limit.toString();
}
