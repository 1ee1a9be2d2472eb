/** A reason not to start that is meant to be read by a person: one clear sentence and a way out. */
export class StartError extends Error {
  override name = "StartError";
}
