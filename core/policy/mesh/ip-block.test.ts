import { expect, test } from 'vitest'
import { isInBlock, parseIp, parseIpBlock } from './ip-block.ts'

test.each([
  ['10.0.0.0/8', '10.255.1.2', true],
  ['10.0.0.0/8', '11.0.0.1', false],
  ['10.1.2.3/16', '10.1.200.4', true],
  ['192.168.4.0/23', '192.168.5.255', true],
  ['192.168.4.0/23', '192.168.6.0', false],
  ['10.1.2.3', '10.1.2.3', true],
  ['10.1.2.3', '10.1.2.4', false],
  ['0.0.0.0/0', '1.2.3.4', true],
  ['0.0.0.0/0', '::1', false],
  ['::/0', '2001:db8::1', true],
  ['::/0', '1.2.3.4', false],
  ['2001:db8::/33', '2001:db8:7fff::', true],
  ['2001:db8::/33', '2001:db8:8000::', false],
  ['2001:DB8::1', '2001:db8:0:0:0:0:0:1', true],
  ['10.1.2.3', '::ffff:10.1.2.3', true],
  ['10.1.2.3', '::ffff:a01:203', true],
])('%s and %s: %s', (block, address, isIn) => {
  const ip = parseIp(address)
  const parsed = parseIpBlock(block)
  expect(ip && parsed && isInBlock(parsed, ip)).toBe(isIn)
})

test.each([
  '',
  '1.2.3',
  '1.2.3.4.5',
  '01.2.3.4',
  '1.2.3.256',
  '1.2.3.4/33',
  '1.2.3.4/08',
  '1.2.3.4/',
  '::1/129',
  ':::',
  '1::2::3',
  'fe80::1%eth0',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7::8',
  'g::',
  '*',
  `${'1:'.repeat(9000)}`,
])('%s is no block', (text) => {
  expect(parseIpBlock(text)).toBeUndefined()
})
