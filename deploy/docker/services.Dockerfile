# Every process of auth, catalog and processing in one image; the command says which one runs:
#   docker run questline/services services/auth/src/processes/http.ts
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
# The manifests alone, so that this layer lasts until a dependency changes.
COPY package.json package-lock.json ./
COPY packages/contracts/package.json packages/contracts/
COPY packages/http/package.json packages/http/
COPY packages/lifecycle/package.json packages/lifecycle/
COPY packages/messaging/package.json packages/messaging/
COPY packages/postgres/package.json packages/postgres/
COPY packages/quest-language/package.json packages/quest-language/
COPY packages/service-process/package.json packages/service-process/
COPY packages/telemetry/package.json packages/telemetry/
COPY services/auth/package.json services/auth/
COPY services/catalog/package.json services/catalog/
COPY services/processing/package.json services/processing/
# Workspaces become links in node_modules, and Node runs TypeScript only outside of it: keep the links.
RUN --mount=type=cache,target=/root/.npm \
    npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
      --workspace=@questline/auth --workspace=@questline/catalog --workspace=@questline/processing \
    # Types, sources and documents of dependencies, which no process reads.
    && find node_modules -type f \
      \( -name '*.d.ts' -o -name '*.d.cts' -o -name '*.d.mts' -o -name '*.map' -o -name '*.md' \) -delete

FROM ${NODE_IMAGE}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Questline services" \
      org.opencontainers.image.description="The processes of auth, catalog and processing" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
WORKDIR /app
ENV NODE_ENV=production \
    PORT=3000
COPY --from=dependencies /app/node_modules node_modules
COPY package.json ./
COPY deploy/docker/check-health.js deploy/docker/
COPY packages packages
COPY services services
# By number, so that an orchestrator can see that it is not root. Nothing below /app is writable by it.
USER 1000:1000
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=4s --start-period=60s --start-interval=1s --retries=3 \
    CMD ["node", "deploy/docker/check-health.js"]
# node itself gets the signals: no shell and no npm between.
ENTRYPOINT ["node"]
CMD ["services/auth/src/processes/http.ts"]
