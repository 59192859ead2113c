import { parseArgs } from 'node:util';
import type { DeadLetterFilter } from '@questline/messaging/dead-letters/dead-letters.sql';

export const services = ['auth', 'catalog', 'processing'] as const;
/** Whose database a dead letter lies in. */
export type Service = (typeof services)[number];

export interface Target {
  readonly service: Service;
  readonly filter: DeadLetterFilter;
}

export type Command = {
  readonly kind: 'list' | 'show' | 'replay' | 'drop';
  readonly targets: readonly Target[];
  readonly json: boolean;
  readonly confirmed: boolean;
  /** Lines of a list. */
  readonly limit: number;
};

export const usage = `npm run dead-letters -- list   [filters] [--limit 100] [--json]
npm run dead-letters -- show   <id…> [--json]
npm run dead-letters -- replay <id…> | filters | --all [--json]
npm run dead-letters -- drop   <id…> | filters | --all [--yes] [--json]

ids      processing:12, as the list shows them
filters  --service auth|catalog|processing  --subscription <name>  --reason <part>  --type <event type>`;

const limitMax = 10_000;

const isService = (text: string): text is Service => (services as readonly string[]).includes(text);

const parseId = (text: string): { service: Service; id: number } => {
  const [service = '', number = '', ...rest] = text.split(':');
  const isId = rest.length === 0 && /^[1-9]\d{0,14}$/.test(number);
  if (!isService(service) || !isId) throw new Error(`${text} is not an id like processing:12`);
  return { service, id: Number(number) };
};

const readOptions = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      service: { type: 'string' },
      subscription: { type: 'string' },
      reason: { type: 'string' },
      type: { type: 'string' },
      limit: { type: 'string', default: '100' },
      all: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
    },
  });

type Values = ReturnType<typeof readOptions>['values'];

const targetsOf = (values: Values, ids: readonly string[]): readonly Target[] => {
  const { service, subscription, reason, type } = values;
  if (service !== undefined && !isService(service)) throw new Error(`no service ${service}`);
  const parsed = ids.map(parseId);
  return services
    .filter((each) => service === undefined || each === service)
    .map((each) => {
      const own = parsed.filter((id) => id.service === each).map(({ id }) => id);
      const chosen = ids.length > 0 ? { ids: own } : {};
      return { service: each, filter: { ...chosen, subscription, reason, type } };
    })
    .filter(({ filter }) => filter.ids === undefined || filter.ids.length > 0);
};

const readLimit = (text: string): number => {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > limitMax) {
    throw new Error(`--limit must be 1 to ${limitMax}`);
  }
  return limit;
};

/** Reads the command line; throws an Error whose message says what is wrong with it. */
export const readCommand = (args: readonly string[]): Command => {
  const { values, positionals } = readOptions(args);
  const [kind, ...ids] = positionals;
  if (kind !== 'list' && kind !== 'show' && kind !== 'replay' && kind !== 'drop') {
    throw new Error(kind === undefined ? 'a command is missing' : `no command ${kind}`);
  }
  const { service, subscription, reason, type, all } = values;
  const isFiltered = [service, subscription, reason, type].some((each) => each !== undefined);
  if (kind === 'list' && ids.length > 0) throw new Error('list takes filters, show takes ids');
  if (kind === 'show' && ids.length === 0) throw new Error('show takes ids');
  const chosen = [ids.length > 0, isFiltered, all].filter(Boolean).length;
  if ((kind === 'replay' || kind === 'drop') && chosen !== 1) {
    throw new Error(`${kind} takes either ids, or filters, or --all`);
  }
  return {
    kind,
    targets: targetsOf(values, ids),
    json: values.json,
    confirmed: values.yes,
    limit: readLimit(values.limit),
  };
};
