/** The rows one of whose texts holds `q`, however either is written; all where nothing is searched for. */
export function byText<Row>(rows: readonly Row[], q: string, texts: (row: Row) => readonly (string | null)[]): Row[] {
  const wanted = q.trim().toLowerCase();
  return rows.filter((row) => texts(row).some((text) => text?.toLowerCase().includes(wanted)));
}

/** The rows whose texts hold every word of `q`; all where nothing is searched for. */
export function byWords<Row>(rows: readonly Row[], q: string, texts: (row: Row) => readonly string[]): Row[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const text = texts(row).join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
