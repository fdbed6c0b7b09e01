import { describe, expect, test } from 'vitest'
import { isSameName, nameInCertificate, parseName } from './distinguished-name.ts'

const isSame = (written: string, lines: string) => isSameName(parseName(written) ?? [], nameInCertificate(lines))

describe('a name as people write it, and as it stands in a certificate (RFC 4514)', () => {
  test.each([
    ['CN=servicea', 'CN=servicea'],
    ['cn = servicea', 'CN=servicea'],
    ['CN=servicea, O=Example, C=NP', 'C=NP\nO=Example\nCN=servicea'],
    [String.raw`CN=a\, b`, String.raw`CN=a\, b`],
    [String.raw`CN=a\2c b`, String.raw`CN=a\, b`],
    [String.raw`CN=a\=b\+c\"\<\>\;`, String.raw`CN=a=b\+c\"\<\>\;`],
    [String.raw`CN=\C3\BCber`, 'CN=über'],
    ['CN=über 服務 😀', 'CN=über 服務 😀'],
    [String.raw`CN=\ a\ `, String.raw`CN=\ a\ `],
    ['OU=x+CN=a', 'CN=a + OU=x'],
    ['1.2.3=x', '1.2.3=x'],
    ['O=,CN=a', 'CN=a\nO='],
  ])('%s is %j', (written, lines) => {
    expect(isSame(written, lines)).toBe(true)
  })

  test.each([
    ['CN=servicea', 'CN=serviceb'],
    ['CN=servicea', 'CN=ServiceA'],
    ['CN=servicea', 'CN=servicea\nO=x'],
    ['CN=servicea,O=x', 'CN=servicea\nO=x'],
    ['CN=servicea', 'O=x\nCN=servicea'],
    ['CN=a,CN=b', String.raw`CN=a\,CN=b`],
    ['O=x,CN=a', 'CN=a + O=x'],
    ['CN=a', String.raw`CN=\ a`],
    ['CN=a', 'CN=a\n'],
    ['CN=a', ''],
  ])('%s is not %j', (written, lines) => {
    expect(isSame(written, lines)).toBe(false)
  })

  test.each([
    '',
    'servicea',
    '=x',
    'CN=a,',
    'CN=a,,O=b',
    'C N=a',
    'CN=a\\',
    String.raw`CN=\ff`,
    `CN=${'x'.repeat(1000)}`,
  ])('that is none: %j', (text) => {
    expect(parseName(text)).toBeUndefined()
  })
})
