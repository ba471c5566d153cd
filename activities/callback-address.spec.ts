import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isCallableAddress, isLoopbackAddress, isPublicAddress, literalAddress } from './callback-address.js';

/** First and last of each block that the registries of IANA keep from the public internet (RFC 6890 and after). */
const CLOSED: Readonly<Record<string, readonly string[]>> = {
  'this network': ['0.0.0.0', '0.255.255.255'],
  private: ['10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255', '192.168.0.0', '192.168.255.255'],
  'shared by carriers': ['100.64.0.0', '100.127.255.255'],
  loopback: ['127.0.0.0', '127.0.0.1', '127.255.255.255', '::1'],
  'link-local, where metadata services are': [
    '169.254.0.0',
    '169.254.169.254',
    '169.254.255.255',
    'fe80::1',
    'febf::1',
  ],
  'metadata services elsewhere': ['100.100.100.200', '168.63.129.16', '192.0.0.192', 'fd00:ec2::254'],
  'protocol assignments': ['192.0.0.0', '192.0.0.255', '2001::1', '2001:1ff:ffff::1'],
  documentation: ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1'],
  benchmarking: ['198.18.0.0', '198.19.255.255', '2001:2::1'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1'],
  'reserved, broadcast': ['240.0.0.0', '255.255.255.255'],
  unspecified: ['::'],
  'unique local': ['fc00::1', 'fdff::1'],
  'site-local of old': ['fec0::1'],
  'IPv4 mapped': ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::ffff:169.254.169.254', '::ffff:8.8.8.8'],
  'IPv4 compatible': ['::127.0.0.1', '::8.8.8.8'],
  'IPv4 translated': ['::ffff:0:127.0.0.1'],
  NAT64: ['64:ff9b::127.0.0.1', '64:ff9b::10.0.0.1', '64:ff9b:1::1'],
  '6to4': ['2002:7f00:1::1', '2002:a00:1::'],
  Teredo: ['2001:0:7f00:1::'],
  discarded: ['100::1'],
};

describe('isPublicAddress', () => {
  for (const [block, addresses] of Object.entries(CLOSED)) {
    it(`refuses ${block}`, () => {
      expect(addresses.filter(isPublicAddress)).toEqual([]);
    });
  }

  it('takes what lies just outside the closed blocks, and public servers', () => {
    const open = [
      '1.0.0.0',
      '9.255.255.255',
      '11.0.0.0',
      '100.63.255.255',
      '100.128.0.0',
      '126.255.255.255',
      '128.0.0.0',
      '169.253.255.255',
      '169.255.0.0',
      '172.15.255.255',
      '172.32.0.0',
      '192.167.255.255',
      '192.169.0.0',
      '223.255.255.255',
      '2606:4700:4700::1111',
      '2a00:1450:4001:80f::200e',
    ];
    expect(open.filter((address) => !isPublicAddress(address))).toEqual([]);
  });

  it('refuses what is no address', () => {
    expect(['', 'localhost', 'example.go.kr', '1.2.3.4.5', '999.1.1.1', '1::2::3'].filter(isPublicAddress)).toEqual([]);
  });

  it('takes no IPv4 address wrapped into IPv6, whichever it is', () => {
    fc.assert(
      fc.property(fc.ipV4(), (v4) => {
        const wrapped = [`::ffff:${v4}`, `::${v4}`, `64:ff9b::${v4}`];
        expect(wrapped.filter(isPublicAddress)).toEqual([]);
      }),
    );
  });

  it('takes only IPv6 addresses that begin with the bits 001', () => {
    fc.assert(
      fc.property(fc.ipV6(), (v6) => {
        if (isPublicAddress(v6)) expect(v6.toLowerCase()).toMatch(/^[23][0-9a-f]{3}:/);
      }),
    );
  });
});

describe('isCallableAddress', () => {
  it('opens this machine to where it is allowed, and nothing else with it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
        expect(isCallableAddress(address, false)).toBe(isPublicAddress(address));
        if (isCallableAddress(address, true) && !isPublicAddress(address))
          expect(isLoopbackAddress(address)).toBe(true);
      }),
    );
    expect(['127.0.0.1', '::1'].filter((address) => !isCallableAddress(address, true))).toEqual([]);
  });
});

describe('literalAddress', () => {
  it('sees through every way of writing an address that a URL knows', () => {
    const written = ['2130706433', '0x7f000001', '0177.0.0.1', '127.1', '127.0.0.1', '%31%32%37.0.0.1'];
    expect(written.map((host) => literalAddress(`https://${host}/`))).toEqual(written.map(() => '127.0.0.1'));
    expect(literalAddress('https://[::ffff:127.0.0.1]/')).toBe('::ffff:7f00:1');
  });

  it('says nothing of a host with a name', () => {
    expect(literalAddress('https://127.0.0.1.example.go.kr/')).toBeUndefined();
  });
});
