import { describe, expect, test } from 'vitest'
import { ALL_ALGORITHMS } from '../token/algorithms.ts'
import { kinds } from './setting.ts'

/** Of 253 characters. */
const LONGEST_NAME = `${'abcdefghi.'.repeat(25)}xyz`

const namesOf = (count: number) => Array.from({ length: count }, (_, index) => `n${index}.test`).join(',')

/** The texts on both sides of every bound. A kind that is new does not compile until it has its rows. */
const BOUNDS: Record<keyof typeof kinds, { good: [text: string, value: unknown][]; bad: string[] }> = {
  port: {
    good: [
      ['0', 0],
      ['65535', 65_535],
      ['0000000080', 80],
    ],
    bad: ['65536', '-1', '1.5', '', ' 80', '00000000080', '8e1', '0x50'],
  },
  seconds: {
    good: [
      ['1', 1],
      ['31536000', 31_536_000],
    ],
    bad: ['0', '31536001', '-1', '1.5', '', '60s'],
  },
  leeway: {
    good: [
      ['0', 0],
      ['300', 300],
    ],
    bad: ['301', '-1', '0.5', ''],
  },
  hostNames: {
    good: [
      ['', []],
      ['host.docker.internal', ['host.docker.internal']],
      [' a.test , b_c-9 ,', ['a.test', 'b_c-9']],
    ],
    bad: ['a:80', 'http://a', 'a b', 'a/b', '*', '[::1]'],
  },
  tlsNames: {
    good: [
      ['', []],
      ['host.docker.internal, issuer.test', ['host.docker.internal', 'issuer.test']],
      ['10.0.0.7,fd00::7,a_b,x', ['10.0.0.7', 'fd00::7', 'a_b', 'x']],
      ['xn--bcher-kva.test', ['xn--bcher-kva.test']],
      [LONGEST_NAME, [LONGEST_NAME]],
      [namesOf(20), namesOf(20).split(',')],
    ],
    bad: [
      'a:80',
      'https://a',
      'a b',
      'a/b',
      '*',
      '*.test',
      '[::1]',
      'a..b',
      '.a',
      'a.',
      '-a',
      'a-.b',
      'bücher.test',
      '10.0.0',
      '10.0.0.256',
      'fe80::1%eth0',
      `${LONGEST_NAME}a`,
      `${'a'.repeat(64)}.test`,
      namesOf(21),
    ],
  },
  origins: {
    good: [
      ['', []],
      ['http://localhost:8080', ['http://localhost:8080']],
      ['https://a.test, http://b.test:81', ['https://a.test', 'http://b.test:81']],
    ],
    bad: ['*', 'null', 'a.test', 'http://a.test/', 'http://a.test:80', 'https://A.test', 'http://a.test/x'],
  },
  duration: {
    good: [
      ['100ms', 100],
      ['0.1', 100],
      ['600', 600_000],
      ['600s', 600_000],
      ['600000ms', 600_000],
    ],
    bad: ['0', '0ms', '99ms', '99.9ms', '0.099', '600.001', '600001ms', '601s', '.5', '5.', '5m', ''],
  },
  host: {
    good: [
      ['127.0.0.1', '127.0.0.1'],
      ['::1', '::1'],
      ['My-Host_2.test', 'my-host_2.test'],
    ],
    bad: ['', 'a b', 'a/b', 'a@b', '[::1]', 'a\n'],
  },
  issuer: {
    good: [['x', 'x']],
    bad: ['', 'a\nb', 'a\0', '\u007f'],
  },
  oneOrZero: {
    good: ['1', '0'].map((text) => [text, text === '1']),
    bad: ['', '2', 'true', 'on', '01'],
  },
  onOff: {
    good: ['on', 'off'].map((text) => [text, text === 'on']),
    bad: ['', 'ON', 'yes', '1'],
  },
  folder: {
    good: [
      ['keys', 'keys'],
      ['/a b/ü', '/a b/ü'],
    ],
    bad: ['a\0b', '~', '~/keys', '~me/keys'],
  },
  factoryUrl: {
    good: [['http://localhost:1/b', new URL('http://localhost:1/b')]],
    bad: ['', 'ftp://a.test', 'a.test', 'https://', 'https://a.test:65536', 'https://a.test/?b'],
  },
  rootUrl: {
    good: [
      ['https://a.test:1', new URL('https://a.test:1')],
      ['https://a.test/', new URL('https://a.test')],
    ],
    bad: ['', 'http://a.test', 'https://a.test/b', 'https://a.test/?b', 'https://a.test#b', 'https://a@a.test'],
  },
  issuerUrl: {
    good: [
      ['https://a.test', 'https://a.test'],
      ['https://a.test/', 'https://a.test/'],
      ['http://localhost:1/b/', 'http://localhost:1/b/'],
    ],
    bad: [
      'ftp://a.test',
      'https://a.test?',
      'https://a.test#',
      'https://a@a.test',
      'https://:a@a.test',
      'https://a.test/b c',
      '',
    ],
  },
  store: {
    good: [
      ['sqlite', 'sqlite'],
      ['memory', 'memory'],
      ['redis://a:1', 'redis://a:1'],
      ['rediss://a', 'rediss://a'],
      ['postgres://u@a/d', 'postgres://u@a/d'],
    ],
    bad: ['', 'SQLITE', 'redis://', 'redis:', 'redisss://a', 'postgres://', 'sqlite ', 'file'],
  },
  optionalSeconds: {
    good: [
      ['', undefined],
      ['0', 0],
      ['99999999', 99_999_999],
    ],
    bad: ['100000000', '-1', '1.5', ' '],
  },
  secret: {
    good: [
      ['', undefined],
      ['x'.repeat(16), 'x'.repeat(16)],
    ],
    bad: ['x', 'x'.repeat(15)],
  },
  bearerToken: {
    good: ['', 'xy'.repeat(8), 'AZaz09-._~+/AZaz09==', 'xy'.repeat(2000)].map((token) => [token, token || undefined]),
    bad: ['xyz'.repeat(5), 'xyz'.repeat(1334), 'x'.repeat(16), 'a-token-of-your-own'].concat(
      ['=a', 'ü', ' ', '"', '\n'].map((end) => 'xy'.repeat(8) + end),
    ),
  },
  algorithm: {
    good: ALL_ALGORITHMS.map((name) => [name, name]),
    bad: ['', 'none', 'HS256', 'es256'],
  },
  logLevel: {
    good: ['debug', 'info', 'warn', 'error', 'silent'].map((name) => [name, name]),
    bad: ['', 'trace', 'INFO'],
  },
  logFormat: {
    good: ['auto', 'pretty', 'json'].map((name) => [name, name]),
    bad: ['', 'text'],
  },
}

describe.each(Object.entries(BOUNDS))('%s', (name, { good, bad }) => {
  const kind = kinds[name as keyof typeof kinds] // a key of BOUNDS

  test.each(good)('takes %j', (text, value) => {
    expect(kind.parse(text)).toEqual(value)
  })

  test.each(bad)('refuses %j', (text) => {
    expect(kind.safeParse(text).success).toBe(false)
  })
})
