# The web app's files behind nginx, which runs without root on port 8080.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim
ARG NGINX_IMAGE=nginx:1.30.6

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY packages/contracts/package.json packages/contracts/
COPY web/package.json web/
RUN --mount=type=cache,target=/root/.npm \
    npm ci --ignore-scripts --no-audit --no-fund --workspace=@questline/web
COPY packages/contracts packages/contracts
COPY web web
# Compressed once here instead of for every visitor.
RUN npm run build --workspace=@questline/web \
    && find web/dist -type f \( -name '*.js' -o -name '*.css' -o -name '*.html' -o -name '*.json' -o -name '*.svg' \) \
      -size +1k -exec gzip --best --keep {} +

FROM ${NGINX_IMAGE}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Questline web" \
      org.opencontainers.image.description="The web app's files" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY deploy/docker/nginx.conf /etc/nginx/nginx.conf
COPY --from=build /app/web/dist /srv/web
USER 101:101
EXPOSE 8080
STOPSIGNAL SIGQUIT
# bash's own sockets: the image need not hold an HTTP client.
HEALTHCHECK --interval=10s --timeout=4s --start-period=10s --start-interval=1s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' >&3 && read -r line <&3 && [[ $line == *' 200 '* ]]"]
ENTRYPOINT ["nginx", "-g", "daemon off;"]
CMD []
