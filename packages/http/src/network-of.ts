import { isIPv6 } from 'node:net';

const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const groupsMax = 8;
/** Of the eight groups of an IPv6 address, those of the network that one customer is given (RFC 6177). */
const networkGroups = 4;

const expand = (address: string): readonly string[] => {
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  if (tail === undefined) return before;
  const after = tail === '' ? [] : tail.split(':');
  const zeros = new Array<string>(Math.max(0, groupsMax - before.length - after.length)).fill('0');
  return [...before, ...zeros, ...after];
};

/** Whom an address belongs to: IPv4 as it is, IPv6 by its /64, in which anybody has any number. */
export const networkOf = (address: string): string => {
  const [, v4] = mapped.exec(address) ?? [];
  if (v4 !== undefined) return v4;
  const [plain = ''] = address.split('%', 1);
  if (!isIPv6(plain)) return address;
  const groups = expand(plain).slice(0, networkGroups);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
};
