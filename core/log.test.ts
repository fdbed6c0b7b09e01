import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { manualClock } from './clock.ts'
import { createLog } from './log.ts'

function open(format: 'pretty' | 'json', level = 'info') {
  const lines: string[] = []
  const clock = manualClock('2026-02-03T10:00:00.250Z')
  return { lines, log: createLog({ name: 'serviceb', level, format, clock, write: (line) => lines.push(line) }) }
}

const HEADER = Buffer.from('{"alg":"ES256"}').toString('base64url')
const TOKEN = `${HEADER}.${Buffer.from('{"sub":"someone"}').toString('base64url')}.c2lnbmF0dXJl`
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const PEM = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
const JWK = privateKey.export({ format: 'jwk' })

test('json: an event with fields, in one line, at the time of the clock', () => {
  const { lines, log } = open('json')
  log.warn({ reason: 'expired', traceId: 't' }, 'token-rejected')
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(/^[^\n]+\n$/)
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 40,
    time: '2026-02-03T10:00:00.250Z',
    name: 'serviceb',
    reason: 'expired',
    traceId: 't',
    msg: 'token-rejected',
  })
})

test('pretty: time, level, name, event and fields, for a person', () => {
  const { lines, log } = open('pretty')
  log.warn({ reason: 'expired', port: 3001, list: ['a'] }, 'token-rejected')
  expect(lines).toEqual(['10:00:00.250 warn  serviceb token-rejected  reason=expired  port=3001  list=["a"]\n'])
})

test('pretty: what somebody chose is one field, and stands for no other', () => {
  const { lines, log } = open('pretty')
  log.info({ client: 'alice  issuer=@', plain: 'a b=c' }, 'token-revoked')
  expect(lines).toEqual(['10:00:00.250 info  serviceb token-revoked  client="alice  issuer=@"  plain=a b=c\n'])
})

test('pretty: an error has its stack behind it', () => {
  const { lines, log } = open('pretty')
  log.error({ err: new TypeError('a bug') }, 'bug')
  expect(lines[0]).toMatch(/^10:00:00\.250 error serviceb bug\nTypeError: a bug\n +at .+\n$/s)
})

test('what is below the level is not written', () => {
  const quiet = open('json', 'warn')
  quiet.log.info('listening')
  expect(quiet.lines).toEqual([])
  const silent = open('json', 'silent')
  silent.log.fatal('anything')
  expect(silent.lines).toEqual([])
})

describe.each(['pretty', 'json'] as const)('%s: a forgotten place is still safe', (format) => {
  const places: [string, (secret: unknown) => object, string?][] = [
    ['in a field', (secret) => ({ forgotten: secret })],
    ['deep in a field', (secret) => ({ a: { b: [secret] } })],
    ['in the name of a field', (secret) => ({ [String(secret)]: 1 })],
    ['in an error', (secret) => ({ err: new Error(`about ${secret}`) })],
    ['in a header', (secret) => ({ headers: { authorization: `Bearer ${secret}` } })],
  ]

  test.each(places)('a token %s is replaced by its fingerprint', (_name, fieldsWith) => {
    const { lines, log } = open(format)
    log.info(fieldsWith(TOKEN), 'event')
    expect(lines.join('')).toMatch(/jwt:[\da-f]{8}/)
    expect(lines.join('')).not.toContain(HEADER)
    expect(lines.join('')).not.toContain('c2lnbmF0dXJl')
  })

  test('a token in the event itself is replaced', () => {
    const { lines, log } = open(format)
    log.info(`got ${TOKEN}`)
    expect(lines.join('')).not.toContain(HEADER)
  })

  test.each(places)('a private key %s is taken out', (_name, fieldsWith) => {
    const { lines, log } = open(format)
    log.info(fieldsWith(PEM), 'event')
    const [, firstLine = 'missing'] = PEM.split('\n')
    expect(lines.join('')).toContain('[private key]')
    expect(lines.join('')).not.toContain(firstLine)
  })

  test('the private member of a JWK is taken out, the public ones stay', () => {
    const { lines, log } = open(format)
    log.info({ jwk: JWK, text: JSON.stringify(JWK) }, 'event')
    expect(lines.join('')).not.toContain(JWK.d)
    expect(lines.join('')).toContain(JWK.x)
  })
})

test.each(['pretty', 'json'] as const)('%s: what somebody chose moves no terminal, and ends no line', (format) => {
  const { lines, log } = open(format)
  log.warn({ text: '\u001b[31m\n\u009b\u202e', err: new Error('a\u001b]0;title\u0007') }, 'any')
  expect(lines[0]?.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  expect(lines[0]).toContain(format === 'json' ? String.raw`\u001b[31m\n\u009b\u202e` : String.raw`\u001b[31m\u000a`)
})
