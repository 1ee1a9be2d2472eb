/** On the safe side: English text and code have some four bytes of UTF-8 a token, other scripts about three. */
const bytesPerToken = 3;
/** What providers count for one large image. */
const imageTokens = 1_600;
/** A page of a PDF is some 50 kB in base64 and about 2,000 tokens. */
const documentBytesPerToken = 25;
/** Roles, separators, the braces of a schema. */
const tokensPerObject = 4;

const encoder = new TextEncoder();

/** About how many tokens a text has; rather too many than too few. */
export function estimateTextTokens(text: string): number {
  return Math.ceil(encoder.encode(text).length / bytesPerToken);
}

/** About how many tokens the messages and tools of a request have: its texts and names, images and documents as such. */
export function estimateInputTokens(value: unknown, inDocument = false): number {
  if (typeof value === "string")
    return isBinary(value) ? binaryTokens(value.length, inDocument) : estimateTextTokens(value);
  if (typeof value === "number" || typeof value === "boolean") return 1;
  if (value instanceof URL) return imageTokens;
  if (ArrayBuffer.isView(value)) return binaryTokens(value.byteLength, inDocument);
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + estimateInputTokens(item, inDocument), 0);
  if (typeof value !== "object" || value === null) return 0;
  const type = "type" in value ? value.type : undefined;
  const document = !isImage(value) && (inDocument || type === "document" || type === "file" || type === "input_file");
  return Object.entries(value).reduce(
    (sum, [key, item]) => sum + estimateTextTokens(key) + estimateInputTokens(item, document),
    tokensPerObject,
  );
}

/** As the AI SDK and Anthropic's API say of what a file is. */
function isImage(value: object): boolean {
  const of = "mediaType" in value ? value.mediaType : "media_type" in value ? value.media_type : undefined;
  return typeof of === "string" && of.startsWith("image");
}

function binaryTokens(length: number, inDocument: boolean): number {
  return inDocument ? Math.max(imageTokens, Math.ceil(length / documentBytesPerToken)) : imageTokens;
}

function isBinary(text: string): boolean {
  return text.startsWith("data:") || (text.length > 1_000 && /^[A-Za-z0-9+/_-]+={0,2}$/.test(text.slice(0, 1_000)));
}
