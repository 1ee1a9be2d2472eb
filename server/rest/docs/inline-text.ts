import { html } from "hono/html";

type Html = ReturnType<typeof html>;

/** A text in which what stands between backticks is code. */
export const inlineCode = (text: string): Html =>
  html`${text.split("`").map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part))}`;

/** The same without its backticks, for an attribute. */
export const plainText = (text: string): string => text.replaceAll("`", "");

/** A path that may be broken at its slashes, on a narrow screen. */
export const breakable = (path: string): Html =>
  html`${path.split("/").map((part, i) => (i === 0 ? part : html`/<wbr>${part}`))}`;
