import ipaddr from 'ipaddr.js';

/** What one subscriber has of IPv6: counted as one, or limits would have no end. */
const ipv6PrefixBits = 64;

/**
 * What is counted under a client's address: the address itself, of IPv6 its /64. IPv4
 * inside IPv6 counts as IPv4; what is no address counts as it is.
 */
export const toAddressBlock = (address: string): string => {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const network = ipaddr.IPv6.networkAddressFromCIDR(
    `${parsed.toNormalizedString()}/${ipv6PrefixBits}`,
  );
  return `${network.toString()}/${ipv6PrefixBits}`;
};
