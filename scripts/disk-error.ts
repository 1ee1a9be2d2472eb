import { StartError } from "#server/start-error.ts";

const diskErrors: Record<string, string> = {
  EACCES: "permission denied",
  EPERM: "not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "no space left on the disk",
  EDQUOT: "the disk quota is used up",
  ENOTDIR: "part of the path is a file, not a folder",
  EEXIST: "a file of that name is in the way",
};

/** A failure to write under `folder`, as a StartError; any other error is returned as it is. */
export function diskError(error: unknown, folder: string): unknown {
  const reason = error instanceof StartError ? undefined : diskReason(error);
  if (!reason) return error;
  return new StartError(
    `The data directory ${folder} cannot be written: ${reason}. Make it writable, or choose another with --data-dir.`,
    { cause: error },
  );
}

/** Why the disk did not take it, in words; undefined where it was something else. */
export const diskReason = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error ? diskErrors[String(error.code)] : undefined;
