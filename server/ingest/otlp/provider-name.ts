/** Names that OpenTelemetry's conventions and instrumentations have for who sends the bill, beside the ledger's own. */
const names: Readonly<Record<string, string>> = {
  "aws.bedrock": "aws",
  aws_bedrock: "aws",
  "amazon-bedrock": "aws",
  bedrock: "aws",
  "az.ai.inference": "azure",
  "az.ai.openai": "azure",
  "azure.ai.inference": "azure",
  "azure.ai.openai": "azure",
  azure_openai: "azure",
  "azure-openai": "azure",
  "gcp.gemini": "google",
  "gcp.gen_ai": "google",
  "gcp.vertex_ai": "google",
  gemini: "google",
  "google-vertex": "google",
  google_genai: "google",
  vertex: "google",
  vertexai: "google",
  vertex_ai: "google",
  "ibm.watsonx.ai": "watsonx",
  mistral_ai: "mistral",
  mistralai: "mistral",
  together_ai: "together",
  x_ai: "xai",
  "x-ai": "xai",
};

/**
 * The provider as the ledger names it: `OpenAI` and the Vercel AI SDK's `openai.responses` are `openai`,
 * `gcp.vertex_ai` is `google`. A name that nobody else uses stays as it is, in lower case.
 */
export function providerName(stated: string): string {
  const name = stated.toLowerCase();
  const known = names[name];
  if (known) return known;
  const first = name.split(".")[0] || name;
  return names[first] ?? first;
}
