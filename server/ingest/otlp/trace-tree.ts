import { roleOf } from "./model-call.ts";
import type { Span } from "./span.ts";

/**
 * The spans around a span, nearest first: `near` up to the first agent, workflow, step or tool, and `far` beyond it. Within
 * `near` lies the same request told twice (by a framework and by the client it uses); beyond lies another piece of work.
 */
export type Around = { near: string[]; far: string[] };

/** As many as fit into a tag. */
const deepest = 14;

/** The spans of one request by their ids, and who stands around whom as far as the request tells. */
export type TraceTree = {
  /** Those of the spans around that are in this request, nearest first. */
  ancestors(span: Span): Span[];
  around(span: Span): Around;
  /** What was known before of a span of this trace, and what this request knows of the spans further out. */
  further(traceId: string, known: Around): Around;
};

export function traceTree(spans: readonly Span[]): TraceTree {
  const byId = new Map(spans.map((span) => [`${span.traceId}:${span.spanId}`, span]));
  const find = (traceId: string, spanId: string) => byId.get(`${traceId}:${spanId}`);

  const groups = new Map<Span, boolean>();
  const isGroup = (span: Span): boolean => {
    const known = groups.get(span) ?? roleOf(span.attributes) === "group";
    groups.set(span, known);
    return known;
  };

  const walk = (traceId: string, known: Around, first: string | null): Around => {
    const { near, far } = { near: [...known.near], far: [...known.far] };
    let beyond = far.length > 0;
    let id = first;
    while (id !== null && near.length + far.length < deepest && !near.includes(id) && !far.includes(id)) {
      (beyond ? far : near).push(id);
      const span = find(traceId, id);
      if (span && isGroup(span)) beyond = true;
      id = span?.parentSpanId ?? null;
    }
    return { near, far };
  };

  return {
    ancestors(span) {
      const found: Span[] = [];
      const { near, far } = walk(span.traceId, { near: [], far: [] }, span.parentSpanId);
      for (const id of [...near, ...far]) {
        const ancestor = find(span.traceId, id);
        if (ancestor) found.push(ancestor);
      }
      return found;
    },
    around: (span) => walk(span.traceId, { near: [], far: [] }, span.parentSpanId),
    further(traceId, known) {
      const outermost = known.far.at(-1) ?? known.near.at(-1);
      if (outermost === undefined) return known;
      const span = find(traceId, outermost);
      if (!span) return known;
      // A group that was not known as one when its inner span came.
      const { near, far } = walk(traceId, { near: [], far: [] }, span.parentSpanId);
      if (known.far.length > 0 || isGroup(span)) return { near: known.near, far: [...known.far, ...near, ...far] };
      return { near: [...known.near, ...near], far };
    },
  };
}

/** The tag by which an entry keeps the spans around it, for what comes later: `near | far`. */
export const aroundText = ({ near, far }: Around) =>
  [near.join(" "), ...(far.length > 0 ? [far.join(" ")] : [])].join(" | ");

export function parseAround(text: string): Around {
  const [near = "", far = ""] = text.split(" | ");
  const ids = (part: string) => part.split(" ").filter((id) => id !== "");
  return { near: ids(near), far: ids(far) };
}
