import type { NextConfig } from "next";

/** The content security policy has a nonce, new for each page: see `server/page-policy`. */
const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=()" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "X-Frame-Options", value: "DENY" },
];

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm test` and `npm run verify` check the types of all there is: no start has to wait for it.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["pg", "pino", "@prisma/adapter-pg", "@prisma/client"],
  // Here rather than in a page: under a skeleton an answer has begun, and can no longer be a redirect.
  redirects: async () => [
    { source: "/dashboard/settings", destination: "/dashboard/settings/organization", permanent: false },
  ],
  headers: async () => [{ source: "/(.*)", headers: securityHeaders }],
};

export default config;
