/**
 * What the manifests may use of the Gateway API: fields of its standard definitions 1.3, which an API
 * server with these, and with every newer release, accepts. The published types have all fields of the
 * newest one.
 */
interface ObjectOf<Kind extends string, Spec> {
  readonly apiVersion: 'gateway.networking.k8s.io/v1';
  readonly kind: Kind;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec: Spec;
}

type Filter =
  | {
      readonly type: 'ExtensionRef';
      readonly extensionRef: {
        readonly group: string;
        readonly kind: string;
        readonly name: string;
      };
    }
  | {
      readonly type: 'RequestRedirect';
      readonly requestRedirect: {
        readonly scheme?: 'http' | 'https';
        readonly hostname?: string;
        readonly port?: number;
        readonly statusCode?: 301 | 302;
      };
    };

interface Rule {
  readonly matches?: readonly {
    readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS' | 'PATCH';
    readonly path?: {
      readonly type: 'PathPrefix' | 'Exact' | 'RegularExpression';
      readonly value: string;
    };
  }[];
  readonly filters?: readonly Filter[];
  readonly backendRefs?: readonly { readonly name: string; readonly port: number }[];
  readonly timeouts?: { readonly request?: string; readonly backendRequest?: string };
}

export type HTTPRoute = ObjectOf<
  'HTTPRoute',
  {
    readonly parentRefs: readonly { readonly name: string; readonly sectionName?: string }[];
    readonly hostnames?: readonly string[];
    readonly rules: readonly Rule[];
  }
>;

export type Gateway = ObjectOf<
  'Gateway',
  {
    readonly gatewayClassName: string;
    readonly listeners: readonly {
      readonly name: string;
      readonly hostname?: string;
      readonly port: number;
      readonly protocol: 'HTTP' | 'HTTPS';
      readonly tls?: {
        readonly mode: 'Terminate';
        readonly certificateRefs: readonly { readonly name: string }[];
      };
    }[];
  }
>;
