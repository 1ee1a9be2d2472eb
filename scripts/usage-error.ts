import { StartError } from "#server/start-error.ts";

/** A command was called in a way it does not understand. The message ends with its usage; the exit code is 2. */
export class UsageError extends StartError {
  constructor(usage: string, problem?: string) {
    super(problem ? `${problem}\n\n${usage}` : usage);
  }
}

/** The exit code of a command that failed: 2 for a wrong call, 1 for everything else. */
export const exitCodeOf = (error: unknown): number => (error instanceof UsageError ? 2 : 1);
