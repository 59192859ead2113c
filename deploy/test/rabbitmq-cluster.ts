/**
 * The part of RabbitMQ's cluster operator, rabbitmq.com/v1beta1, that the manifests use; nobody
 * publishes its types.
 */
export interface RabbitmqCluster {
  readonly apiVersion: 'rabbitmq.com/v1beta1';
  readonly kind: 'RabbitmqCluster';
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly replicas: number;
    readonly resources?: {
      readonly requests: Readonly<Record<'cpu' | 'memory', string>>;
      readonly limits: { readonly cpu?: string; readonly memory: string };
    };
    readonly persistence?: { readonly storage: string; readonly storageClassName?: string };
    readonly rabbitmq?: { readonly additionalConfig?: string };
  };
}
