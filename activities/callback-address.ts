import ipaddr from 'ipaddr.js';

/**
 * Which addresses a sender's system may have. A sender names where we are to call, so an address of our own house, of a
 * cloud's metadata service or of nobody must never be called (server-side request forgery).
 */

/** Azure's host agent answers there, to its own machines alone; by its range it is an address like any other. */
const METADATA = ['168.63.129.16'];

/** All that IANA has given out for the public internet. What merely is in no special range (`::`, site-local) lies outside. */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3');

/**
 * Whether an IP address, as text, is one of the public internet. IPv4 in IPv6's clothes (mapped, compatible, 6to4, Teredo,
 * NAT64) is refused whole rather than unwrapped: no public server needs to be reached by it. False for what is no address.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' ? !METADATA.includes(address.toString()) : address.match(GLOBAL_UNICAST);
}

/** Whether an IP address, as text, is this very machine's own, IPv4 in IPv6's clothes included. */
export const isLoopbackAddress = (text: string): boolean =>
  ipaddr.isValid(text) && ipaddr.process(text).range() === 'loopback';

/** Whether a call may be connected to an IP address. `toLoopback`: for development and tests. */
export const isCallableAddress = (text: string, toLoopback: boolean): boolean =>
  isPublicAddress(text) || (toLoopback && isLoopbackAddress(text));

/** The IP address that a URL names outright, in its usual form; undefined where it names a host. */
export function literalAddress(url: string): string | undefined {
  const { hostname } = new URL(url);
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return ipaddr.isValid(bare) ? bare : undefined;
}
