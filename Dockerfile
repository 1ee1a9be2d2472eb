# Purser as one image: the same start script as everywhere. See docs/operations.md.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Prisma would look for an engine to download, which nothing here uses.
ENV PRISMA_SCHEMA_ENGINE_BINARY=/bin/true
RUN npm ci --include=dev --no-audit --no-fund --loglevel=error
COPY . .
RUN npm run build && rm -rf .next/cache

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    NPM_CONFIG_OMIT=dev \
    PRISMA_SCHEMA_ENGINE_BINARY=/bin/true \
    PURSER_DATA_DIR=/data \
    PORT=3000
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund --loglevel=error && npm cache clean --force
COPY . .
COPY --from=build /app/prisma/generated prisma/generated
COPY --from=build --chown=node:node /app/.next .next
RUN install -d -o node -g node -m 0700 /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=120s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# It stops cleanly on SIGTERM, requests under way first: give it half a minute (docker stop --time 30).
ENTRYPOINT ["node", "scripts/start.mjs", "--no-demo"]
