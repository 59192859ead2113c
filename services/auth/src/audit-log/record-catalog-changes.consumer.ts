import type { AuditActor } from '@questline/contracts/auth/audit-log';
import type { ChangeAuthor } from '@questline/contracts/catalog/change';
import { catalogSource, changeReport } from '@questline/contracts/catalog/events';
import type { QuestlineEvent } from '@questline/contracts/event';
import { subscriptions } from '@questline/contracts/subscriptions';
import { accepted, rejected, type Subscription } from '@questline/messaging/bus';
import type { Logger } from '@questline/telemetry/logger';
import type { AuthDependencies } from '../dependencies.ts';
import { type Act, logAct, toAct } from './act.ts';
import { insertActs } from './audit-log.sql.ts';

const batchSizeMax = 50;

type ParsedChange =
  | { readonly kind: 'act'; readonly act: Act }
  | { readonly kind: 'malformed'; readonly reason: string };

const actorKinds = { user: 'account', api_key: 'key', system: 'system' } as const;

const toActor = ({ kind, id }: ChangeAuthor): AuditActor => ({
  kind: actorKinds[kind],
  id,
  name: kind === 'system' ? 'questline' : null,
});

/** Reads an event of the catalog as the act it reports. */
const parseCatalogChange = (event: QuestlineEvent): ParsedChange => {
  if (event.source !== catalogSource) {
    return { kind: 'malformed', reason: `source is not ${catalogSource}` };
  }
  const parsed = changeReport.safeParse(event.data);
  if (!parsed.success) return { kind: 'malformed', reason: 'data names no change' };
  const { change, revision, ...after } = parsed.data;
  const kind = event.type.startsWith('Reward') ? 'reward' : 'quest';
  const { address = null, before = null } = change;
  const act = toAct(
    { id: event.id, at: new Date(event.time), actor: toActor(change.author), address },
    {
      action: event.type,
      object: { kind, id: event.subject },
      reason: change.reason,
      before,
      after: { revision, ...after },
    },
  );
  return { kind: 'act', act };
};

type Dependencies = Pick<AuthDependencies, 'database'> & { readonly logger: Pick<Logger, 'info'> };

/** Stores every change of the catalog in the audit log, once however often it is delivered. */
export const recordCatalogChangesSubscription = ({
  database,
  logger,
}: Dependencies): Subscription => ({
  ...subscriptions['auth.audit'],
  batchSizeMax,
  handle: async (events) => {
    const parsed = events.map(parseCatalogChange);
    const acts = parsed.flatMap((each) => (each.kind === 'act' ? [each.act] : []));
    const added = await database.transaction((tx) => insertActs(tx, acts));
    const byId = new Map(acts.map((act) => [act.id, act]));
    for (const id of added) {
      const act = byId.get(id);
      if (act) logAct(logger, act);
    }
    return parsed.map((each) => (each.kind === 'act' ? accepted : rejected(each.reason)));
  },
});
