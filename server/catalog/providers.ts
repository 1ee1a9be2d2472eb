/** Names of providers as they write themselves; others are shown as their callers write them. */
const labels: Record<string, string> = {
  openai: "OpenAI",
  anthropic: "Anthropic",
  google: "Google",
  "gcp.gemini": "Google Gemini",
  "gcp.vertex_ai": "Google Vertex AI",
  deepseek: "DeepSeek",
  mistral: "Mistral",
  mistral_ai: "Mistral",
  xai: "xAI",
  x_ai: "xAI",
  groq: "Groq",
  cohere: "Cohere",
  "aws.bedrock": "AWS Bedrock",
  "aws-bedrock": "AWS Bedrock",
  bedrock: "AWS Bedrock",
  azure: "Azure",
  "azure.ai.openai": "Azure OpenAI",
  openrouter: "OpenRouter",
  perplexity: "Perplexity",
  together: "Together",
  fireworks: "Fireworks",
  ollama: "Ollama",
  vllm: "vLLM",
  aws: "AWS Bedrock",
  moonshotai: "Moonshot AI",
  zhipuai: "Zhipu AI",
  alibaba: "Alibaba Cloud",
  minimax: "MiniMax",
  meta: "Meta",
};

/** How a provider is shown. */
export function providerLabel(provider: string): string {
  return labels[provider.toLowerCase()] ?? provider;
}
