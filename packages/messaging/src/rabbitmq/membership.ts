import type { Logger } from '@questline/telemetry/logger';
import type { ConfirmChannel } from 'amqplib';
import { z } from 'zod';
import { pause } from '../pause.ts';
import type { BrokerConnection } from './broker-connection.ts';
import { type ChannelWork, keepChannel } from './keep-channel.ts';
import { createMemberTable } from './member-table.ts';
import type { Publisher } from './publisher.ts';
import { aborted } from './signals.ts';
import { declareExchanges, membersExchange } from './topology.ts';

export interface MembershipOptions {
  readonly connection: BrokerConnection;
  readonly publisher: Publisher;
  readonly logger: Logger;
  /** What is shared; members of other groups are not heard. */
  readonly group: string;
  /** Unique in the group. */
  readonly self: string;
  readonly heartbeatIntervalMs: number;
  /** Silence after which a member counts as gone; a few intervals. */
  readonly memberExpiryMs: number;
  /** Called with everyone present, in order, each time that changes. */
  readonly onChange: (members: readonly string[]) => void;
}

export interface Membership {
  /** Tells the others at once, so that they need not wait for the expiry. */
  leave(): Promise<void>;
}

const memberMessage = z.object({
  kind: z.enum(['hello', 'alive', 'goodbye']),
  member: z.string().min(1).max(255),
});
type MessageKind = z.infer<typeof memberMessage>['kind'];

/** How long a newcomer listens for the others before it takes its share. */
const settleMsMax = 250;

/** Keeps an eye on who else takes from the same subscription, by heartbeats through the broker. */
export const joinMembers = (options: MembershipOptions): Membership => {
  const { publisher, logger, group, self, heartbeatIntervalMs } = options;
  const table = createMemberTable(self, options.memberExpiryMs);
  const left = new AbortController();
  let last = '';
  let settled = false;
  let listening = false;

  const say = (kind: MessageKind) => publisher.hint(membersExchange, group, { kind, member: self });
  const review = () => {
    if (!settled || left.signal.aborted) return;
    const members = table.present(performance.now());
    if (members.join('\n') === last) return;
    last = members.join('\n');
    logger.info({ group, members: members.length }, 'members changed');
    options.onChange(members);
  };
  const hear = (content: Buffer) => {
    const { data } = memberMessage.safeParse(JSON.parse(content.toString()));
    if (!data || data.member === self) return;
    if (data.kind === 'goodbye') table.left(data.member);
    else table.heard(data.member, performance.now());
    if (data.kind === 'hello') say('alive');
    review();
  };

  const listen = async (channel: ConfirmChannel, ended: AbortSignal): Promise<ChannelWork> => {
    await declareExchanges(channel);
    const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true });
    await channel.bindQueue(queue, membersExchange, group);
    const onMessage = (content: Buffer | undefined) => {
      try {
        if (content) hear(content);
      } catch (error) {
        logger.debug({ err: error }, 'member message not understood');
      }
    };
    await channel.consume(queue, (message) => onMessage(message?.content), { noAck: true });
    return async () => {
      table.pardon(performance.now());
      listening = true;
      say('hello');
      await pause(Math.min(settleMsMax, heartbeatIntervalMs), ended);
      settled = true;
      review();
      await aborted(ended);
      listening = false;
    };
  };

  let tickedMs = performance.now();
  const tick = () => {
    const nowMs = performance.now();
    // Deaf for a while, be it by the broker's absence or by a busy event loop of our own.
    if (!listening || nowMs - tickedMs > 2 * heartbeatIntervalMs) table.pardon(nowMs);
    tickedMs = nowMs;
    say('alive');
    review();
  };
  const timer = setInterval(tick, heartbeatIntervalMs);
  const kept = keepChannel({ connection: options.connection, logger, open: listen });

  return {
    leave: async () => {
      left.abort();
      clearInterval(timer);
      say('goodbye');
      await kept.stop();
    },
  };
};
