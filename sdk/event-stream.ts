/** One server-sent event: its lines as they came, and its data. */
export type ServerEvent = { raw: string; data: string };

/**
 * Splits the body of a `text/event-stream` answer into its events (WHATWG HTML, 9.2), keeping their lines, so that they can
 * be passed on as they are. `flush` gives what is left at the end.
 */
export function createEventSplitter() {
  const decoder = new TextDecoder();
  let rest = "";
  const split = (): ServerEvent[] => {
    const events: ServerEvent[] = [];
    for (let match = boundary.exec(rest); match; match = boundary.exec(rest)) {
      const end = match.index + match[0].length;
      events.push(eventOf(rest.slice(0, end)));
      rest = rest.slice(end);
    }
    return events;
  };
  return {
    push: (bytes: Uint8Array): ServerEvent[] => {
      rest += decoder.decode(bytes, { stream: true });
      return split();
    },
    flush: (): ServerEvent[] => {
      rest += decoder.decode();
      const events = split();
      return rest === "" ? events : [...events, eventOf(rest)];
    },
  };
}

const boundary = /\r\n\r\n|\n\n|\r\r/;

function eventOf(raw: string): ServerEvent {
  const lines = raw.split(/\r\n|\n|\r/).filter((line) => line.startsWith("data:"));
  return { raw, data: lines.map((line) => line.slice(5).trimStart()).join("\n") };
}
