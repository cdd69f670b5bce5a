import { expect, test } from 'vitest';
import { sourceOfAddress } from '../../src/limits/address.ts';

test.each([
  ['203.0.113.7', 'address:203.0.113.7'],
  ['::ffff:203.0.113.7', 'address:203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', 'address:2001:db8:1:2::/64'],
  ['2001:DB8:1:2::1', 'address:2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002:ffff::', 'address:2001:db8:1:2::/64'],
  ['[2001:db8::1]', 'address:2001:db8:0:0::/64'],
  ['2001:db8:0:1::1', 'address:2001:db8:0:1::/64'],
  ['64:ff9b::192.0.2.1', 'address:64:ff9b:0:0::/64'],
  ['fe80::1%eth0', 'address:fe80:0:0:0::/64'],
  ['::1', 'address:0:0:0:0::/64'],
  ['unknown', 'address:unknown'],
  ['', 'address:'],
])('%s is limited as %s', (address, source) => {
  expect(sourceOfAddress(address)).toBe(source);
});
