import { BlockList, isIP } from 'node:net';

/** An IPv4 address as IPv6 sockets write it. */
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** `10.0.0.0/8`, `2001:db8::/32`, or one address; undefined for anything else. */
export function readNetwork(text: string): { readonly address: string; readonly prefix: number } | undefined {
  const [address = '', prefix, ...more] = text.split('/');
  const family = isIP(address);
  const longest = family === 4 ? 32 : 128;
  if (family === 0 || more.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) return undefined;
  const length = prefix === undefined ? longest : Number(prefix);
  return length <= longest ? { address, prefix: length } : undefined;
}

/** As PostgreSQL takes it for a network: no bit set behind the prefix. Undefined where one is. */
export function isWholeNetwork(text: string): boolean {
  const network = readNetwork(text);
  if (!network) return false;
  const { address, prefix } = network;
  const bits = isIP(address) === 4 ? bitsOf4(address) : bitsOf6(address);
  return !bits.slice(prefix).includes('1');
}

/** Whether an address lies in one of the networks. What cannot be read lies in none. */
export function isWithin(networks: readonly string[], address: string | undefined): boolean {
  const plain = MAPPED.exec(address ?? '')?.[1] ?? address ?? '';
  const family = isIP(plain);
  if (family === 0) return false;
  const list = new BlockList();
  for (const text of networks) {
    const network = readNetwork(text);
    if (network) list.addSubnet(network.address, network.prefix, isIP(network.address) === 4 ? 'ipv4' : 'ipv6');
  }
  return list.check(plain, family === 4 ? 'ipv4' : 'ipv6');
}

/** Whoever has an IPv6 address has 64 bits of them: what stands for all of these. */
export function neighbourhoodOf(address: string | undefined): string {
  const plain = MAPPED.exec(address ?? '')?.[1] ?? address ?? '';
  return isIP(plain) === 6 ? bitsOf6(plain).slice(0, 64) : plain;
}

const bitsOf4 = (address: string): string =>
  address
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');

function bitsOf6(address: string): string {
  const [head = '', tail] = address.split('::');
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  const between = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => 0);
  return [...before, ...between, ...after].map((group) => group.toString(2).padStart(16, '0')).join('');
}

const groupsOf = (text: string): number[] =>
  text
    .split(':')
    .filter((part) => part !== '')
    .flatMap((part) => {
      if (!part.includes('.')) return [parseInt(part, 16)];
      const bits = bitsOf4(part);
      return [parseInt(bits.slice(0, 16), 2), parseInt(bits.slice(16), 2)];
    });
