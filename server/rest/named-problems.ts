type Answers = Record<string, { description: string; content?: unknown }>;
type Described = {
  parameters?: { in: string; name: string }[];
  requestBody?: unknown;
  responses: Answers;
};

/**
 * Names the errors that follow from how routes are made, with the body of the others (`default`): 400 where something is
 * sent that is checked, 404 where something is named that may not be there, 409, 413 and 415 where there is a body.
 */
export function nameProblems({ method, path, operation }: { method: string; path: string; operation: object }): void {
  const { parameters = [], requestBody, responses } = operation as Described;
  const other = responses.default;
  if (!other) return;
  const named = parameters.some((one) => one.in === "path" || /^(projectId|agentId)$/.test(one.name));
  const problems: Record<number, string | false> = {
    400: (parameters.length > 0 || requestBody !== undefined) && "Something in the request is not valid; it says what.",
    404: named && "What is named here does not exist.",
    409: conflicts(method, path) && "It contradicts what is there already.",
    413: requestBody !== undefined && "The body is larger than is taken.",
    415: requestBody !== undefined && "The body is of a type or an encoding that is not taken.",
  };
  for (const [status, description] of Object.entries(problems)) {
    if (description) responses[status] ??= { ...other, description };
  }
}

/**
 * Whether a route can meet what contradicts it: an id that is taken by something else, a reservation, approval or month that
 * is past that, a budget that another one stands for. Routes that answer each item for itself, or only mark, cannot.
 */
const conflicts = (method: string, path: string): boolean =>
  /^(post|put) .*\/(projects|agents|reservations|cost-events|decision|settle|extend|release|close|reopen|redeliver|(runs|jobs|budgets)\/\{id\})$/.test(
    `${method} ${path}`,
  );
