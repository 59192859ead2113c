/**
 * Services find rows by a key, however few rows a table has by now: a plan is made once for each
 * connection and statement and outlives the size it was made for. Without these a table that was small,
 * or empty, at that time would be read from end to end when it has become large.
 */
const byKey = {
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  enable_material: 'off',
  // Where a plan has no other way than a sequential scan, older servers estimate a cost that would have
  // it compiled.
  jit: 'off',
} as const;

/** What a connection's statements do: `by-key` as services do, `whole-tables` as audits do. */
export type Reading = 'by-key' | 'whole-tables';

/** The `options` of a connection: those its address gives, and how it plans. */
export const sessionOptions = (url: string, reading: Reading): string | undefined => {
  const given = URL.canParse(url) ? new URL(url).searchParams.get('options') : null;
  if (reading === 'whole-tables') return given ?? undefined;
  const settings = Object.entries(byKey).map(([name, value]) => `-c ${name}=${value}`);
  // The later of two settings holds: what an operator sets in the address wins.
  return [...settings, ...(given === null ? [] : [given])].join(' ');
};

/** The address without its `options`, which would replace all others. */
export const withoutOptions = (url: string): string => {
  if (!URL.canParse(url)) return url;
  const address = new URL(url);
  if (!address.searchParams.has('options')) return url;
  address.searchParams.delete('options');
  return address.href;
};
