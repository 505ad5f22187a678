# The image of Mainstay: production dependencies and the compiled application, run by an unprivileged user.
# The Node version is the one that package-lock.json pins (npm package "node"); a test compares the two.
FROM node:24.21.0-bookworm-slim AS base
WORKDIR /app

# Install scripts stay off: no production dependency needs one.
FROM base AS dependencies
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM base AS build
COPY package.json package-lock.json ./
RUN npm ci --include=dev --ignore-scripts --no-audit --no-fund
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY migrations ./migrations
COPY src ./src
COPY tools/bundle.mjs ./tools/
RUN node node_modules/@nestjs/cli/bin/nest.js build && node tools/bundle.mjs

FROM base AS production
ENV NODE_ENV=production
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
# The only folder that the application writes to: the embedded database and undelivered mail.
RUN mkdir data && chown node:node data
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/readyz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/src/main.js"]
