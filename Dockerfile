# One image for every process of ours; the command says which. Production runs on Node 24.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /bongsu
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json ./
COPY scripts scripts
COPY apps apps
COPY libs libs
COPY lifecycles lifecycles
COPY workflows workflows
COPY activities activities
RUN npm run build && npm prune --omit=dev

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production
WORKDIR /bongsu
COPY --from=build /bongsu/package.json ./
COPY --from=build /bongsu/node_modules node_modules
COPY --from=build /bongsu/dist dist
# What the simulator remembers; a volume takes over the owner of the folder it covers.
RUN mkdir /state && chown node:node /state
USER node
ENTRYPOINT ["node", "--enable-source-maps"]
