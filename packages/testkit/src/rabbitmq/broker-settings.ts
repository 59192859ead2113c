import { randomInt } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

export interface BrokerPorts {
  readonly amqp: number;
  readonly distribution: number;
  readonly management: number;
  readonly epmd: number;
  readonly control: number;
}

/** Below 32768: above it the kernel hands ports to clients, and one may sit on ours at any time. */
const portMin = 20_000;
const portMax = 32_000;
const portsEach = 20;
const controlPorts = 10;
const blocksTriedMax = 50;

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () =>
      probe.close(() => resolve(true)),
    );
  });

/** A random block of ports with nothing listening on those the server needs. */
export const choosePorts = async (): Promise<BrokerPorts> => {
  for (let tried = 0; tried < blocksTriedMax; tried += 1) {
    const base = portMin + portsEach * randomInt((portMax - portMin) / portsEach);
    const ports: BrokerPorts = {
      amqp: base,
      distribution: base + 1,
      management: base + 2,
      epmd: base + 3,
      control: base + 4,
    };
    const free = await Promise.all(Object.values(ports).map(isFree));
    if (free.every(Boolean)) return ports;
  }
  throw new Error(`no free block of ports between ${portMin} and ${portMax}`);
};

/** Nothing of a RabbitMQ that the machine may run is shared: own folder, cookie, epmd and node. */
export const brokerEnvironment = (dir: string, ports: BrokerPorts): Record<string, string> => ({
  PATH: `${process.env.PATH ?? ''}:/usr/sbin:/usr/bin:/sbin:/bin`,
  HOME: join(dir, 'home'),
  LC_ALL: 'C.UTF-8',
  ERL_EPMD_PORT: String(ports.epmd),
  ERL_EPMD_ADDRESS: '127.0.0.1',
  RABBITMQ_NODENAME: 'questline@localhost',
  RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
  RABBITMQ_NODE_PORT: String(ports.amqp),
  RABBITMQ_DIST_PORT: String(ports.distribution),
  RABBITMQ_CTL_DIST_PORT_MIN: String(ports.control),
  RABBITMQ_CTL_DIST_PORT_MAX: String(ports.control + controlPorts),
  RABBITMQ_MNESIA_BASE: join(dir, 'mnesia'),
  RABBITMQ_LOG_BASE: join(dir, 'log'),
  RABBITMQ_PID_FILE: join(dir, 'pid'),
  RABBITMQ_CONFIG_FILE: join(dir, 'rabbitmq.conf'),
  RABBITMQ_CONF_ENV_FILE: join(dir, 'env.conf'),
  RABBITMQ_ENABLED_PLUGINS_FILE: join(dir, 'enabled_plugins'),
  RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
});

export const writeBrokerFiles = async (dir: string, ports: BrokerPorts): Promise<void> => {
  for (const folder of ['mnesia', 'log', 'home']) {
    await mkdir(join(dir, folder), { recursive: true });
  }
  await writeFile(join(dir, 'env.conf'), '');
  await writeFile(join(dir, 'enabled_plugins'), '[rabbitmq_management].\n');
  const settings = [
    'management.tcp.ip = 127.0.0.1',
    `management.tcp.port = ${ports.management}`,
    'log.console = false',
    'vm_memory_high_watermark.absolute = 1GB',
    'disk_free_limit.absolute = 50MB',
  ];
  await writeFile(join(dir, 'rabbitmq.conf'), `${settings.join('\n')}\n`);
};
