/*
 * What the panels of the books are given: the answers of the procedures in `books`. Nano-dollars come as text; months are
 * UTC keys, `2026-11`.
 */

import type { CorrectionMark } from "#server/books/queries.ts";
import type { bookedCorrections } from "#server/reports/booked-corrections.ts";
import type { closePreview } from "#server/reports/close-preview.ts";
import type { monthBooks } from "#server/reports/month-books.ts";

export type { CorrectionMark };
export type MonthBooksData = Awaited<ReturnType<typeof monthBooks>>;
export type CorrectionSum = MonthBooksData["bookedHere"][number];
export type BookedCorrection = Awaited<ReturnType<typeof bookedCorrections>>["items"][number];
export type ClosePreview = Awaited<ReturnType<typeof closePreview>>;
