import type { FastifyInstance, FastifyRequest } from 'fastify';

/** How a server meets the network: the names it is reached by, and what its clients may hold. */
export interface Edge {
  /** Whether X-Forwarded-* of the peer is trusted: true behind a gateway. */
  readonly trustProxy: boolean;
  /** How many proxies append to X-Forwarded-For; what stands before their entries a client can write. */
  readonly proxyHops: number;
  /** The one origin users reach the product at; undefined where it is not set. */
  readonly publicOrigin: string | undefined;
  /** Origins of other pages that may call the API with a bearer token. */
  readonly allowedOrigins: readonly string[];
  /** Whether the server listens to its own machine alone. */
  readonly loopback: boolean;
  /** Open connections, streams included. */
  readonly connectionsMax: number;
  /** From the first byte of a request to the last of its body. */
  readonly requestTimeoutMs: number;
}

/** The settings that make an edge, by their names in the environment. */
export interface EdgeSettings {
  readonly HOST: string;
  readonly TRUST_PROXY?: boolean | number | undefined;
  readonly PUBLIC_URL?: string | undefined;
  readonly ALLOWED_ORIGINS?: readonly string[] | undefined;
  readonly CONNECTIONS_MAX: number;
  readonly REQUEST_TIMEOUT_SECONDS: number;
}

const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

export const toEdge = (settings: EdgeSettings): Edge => ({
  trustProxy: Boolean(settings.TRUST_PROXY),
  proxyHops: Number(settings.TRUST_PROXY ?? false),
  publicOrigin: settings.PUBLIC_URL,
  allowedOrigins: settings.ALLOWED_ORIGINS ?? [],
  loopback: loopbackHost.test(settings.HOST),
  connectionsMax: settings.CONNECTIONS_MAX,
  requestTimeoutMs: settings.REQUEST_TIMEOUT_SECONDS * 1_000,
});

/** As the settings are when none is given, for a server that nobody but its own network reaches. */
export const plainEdge: Edge = {
  trustProxy: false,
  proxyHops: 1,
  publicOrigin: undefined,
  allowedOrigins: [],
  loopback: false,
  connectionsMax: 10_000,
  requestTimeoutMs: 20_000,
};

/** Fastify's setting: the nearest proxies are trusted, and nobody behind them. */
export const toTrustProxy = ({ trustProxy, proxyHops }: Pick<Edge, 'trustProxy' | 'proxyHops'>) =>
  trustProxy && ((_address: string, hop: number): boolean => hop < proxyHops);

const decorator = 'edge';

/** Makes the edge known to the hooks and routes of a server. */
export const decorateEdge = (app: FastifyInstance, edge: Edge): void => {
  app.decorate(decorator, edge);
};

export const edgeOf = (request: Pick<FastifyRequest, 'server'>): Edge =>
  request.server.getDecorator<Edge>(decorator);
