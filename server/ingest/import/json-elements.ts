import { AppError } from "#server/errors.ts";
import { documentLists } from "./document-lists.ts";

/** A JSON value that is read whole: one record, or a document without a list. */
const maxValueLength = 64 * 1024 * 1024;

const quote = 34;
const backslash = 92;
const isSpaceOrComma = (code: number) => code === 32 || code === 44 || code === 10 || code === 13 || code === 9;

/**
 * Cuts one JSON document into the texts of its records while it arrives: those of a list, of the list in one of
 * `documentLists`, or the one object itself. It only counts brackets; what a record holds is the parser's to check.
 */
export function createElementCutter() {
  let text = "";
  let at = 0;
  let depth = 0;
  let inText = false;
  let textBegan = 0;
  /** The last text at depth 1 of an object: the name of what follows. */
  let name = "";
  /** Depth of the list whose elements are records; 0 before it begins, -1 after its end. */
  let list = 0;
  let began = -1;
  let isObject = false;

  function push(more: string): string[] {
    text += more;
    const found: string[] = [];
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (inText) {
        if (code === backslash) at++;
        else if (code === quote) {
          inText = false;
          if (list === 0 && depth === 1) name = text.slice(textBegan + 1, at);
        }
        continue;
      }
      if (isSpaceOrComma(code)) continue;
      if (code === quote) {
        inText = true;
        textBegan = at;
      } else if (code === 123 || code === 91) open(code);
      else if (code === 125 || code === 93) close(code, found);
    }
    // What is done with is let go. A backslash at the very end has taken a character that is not here yet.
    const keepFrom = list === -1 ? at : list > 0 ? (began >= 0 ? began : at) : 0;
    const cut = Math.min(keepFrom, text.length);
    text = text.slice(cut);
    at -= cut;
    textBegan -= cut;
    if (began >= 0) began -= cut;
    if (text.length > maxValueLength) {
      throw new AppError(
        "bad_request",
        "A single JSON value of this file is longer than 64 MB. Export it as one record a line.",
      );
    }
    return found;
  }

  function open(code: number) {
    depth++;
    if (code === 123 && depth === 1) isObject = true;
    else if (code === 91 && list === 0 && (depth === 1 || (depth === 2 && isObject && documentLists.has(name)))) {
      list = depth;
    } else if (code === 123 && list > 0 && depth === list + 1) began = at;
  }

  function close(code: number, found: string[]) {
    if (code === 125 && list > 0 && depth === list + 1 && began >= 0) {
      found.push(text.slice(began, at + 1));
      began = -1;
    }
    if (code === 93 && depth === list) list = -1;
    depth--;
  }

  return {
    push,
    /** After the last push: the one object, where there was no list; `cutOff` where brackets are open. */
    end(): { rest: string[]; cutOff: boolean } {
      return { rest: list === 0 && isObject && depth === 0 ? [text.trim()] : [], cutOff: depth !== 0 || inText };
    },
  };
}
