import { Buffer } from 'node:buffer'
import { createHash, generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fingerprint, redact } from './redact.ts'
import { SECRET_NAMES } from './secret-members.ts'

const TOKEN = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJzZXJ2aWNlYSJ9.c2lnbmF0dXJl-_c2lnbmF0dXJl'

describe('a fingerprint', () => {
  test('names a token by the start of its hash', () => {
    const start = createHash('sha256').update(TOKEN).digest('hex').slice(0, 8)
    expect(fingerprint(TOKEN)).toBe(`jwt:${start}`)
  })

  test('differs for tokens that differ in one letter', () => {
    expect(fingerprint(TOKEN)).not.toBe(fingerprint(`${TOKEN}A`))
  })
})

/** A part of a token as people format JSON. */
const pretty = (space: string) =>
  Buffer.from(`{${space}"alg": "ES256",${space}"sub": "a"${space}}`).toString('base64url')

/** How long this process works on many such pieces, whatever else the machine does. Milliseconds. */
function worked(piece: string): number {
  const path = `/keys/${piece.repeat(2_000_000)}/jwks`
  const begin = process.cpuUsage()
  expect(redact(path)).toBe(path)
  const { user, system } = process.cpuUsage(begin)
  return (user + system) / 1000
}

describe('redacting', () => {
  test('leaves words of people alone', () => {
    for (const text of ['newkeys.json', 'viewpoint.html', 'https://new0.example.com/eye.png'])
      expect(redact(text)).toBe(text)
  })

  test.each([
    ['a token', TOKEN, TOKEN],
    ['an authorization header', `Bearer ${TOKEN}`, TOKEN],
    ['a token in a URL', `/verify?token=${TOKEN}&x=1`, TOKEN],
    ['a token in JSON', JSON.stringify({ token: TOKEN }), TOKEN],
    ['a token in JSON in JSON', JSON.stringify(JSON.stringify({ token: TOKEN })), TOKEN],
    ['a token whose signature was cut off', TOKEN.slice(0, TOKEN.lastIndexOf('.')), 'eyJzdWIiOiJzZXJ2aWNlYSJ9'],
    ['an unsigned token', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.', 'eyJzdWIiOiJhIn0'],
    ['a token whose header has a space', 'eyAiYWxnIjoiRVMyNTYifQ.eyJzdWIiOiJhIn0.c2ln', 'eyJzdWIiOiJhIn0'],
    ['a token of many lines', `${pretty('\n')}.${pretty('\n')}.c2ln`, pretty('\n')],
    ['a token with tabs, in JSON', JSON.stringify({ x: `${pretty('\t')}.${pretty('\r\n')}.c2ln` }), pretty('\r\n')],
    ['a token behind other letters', `\\n${TOKEN}`, TOKEN],
    ['a token within a word', `Bearer${TOKEN}`, TOKEN],
    ['a token behind a name like one', `surveyApp.${TOKEN}`, TOKEN],
    ['an encrypted token', 'eyJhbGciOiJkaXIifQ..aXY.Y2lwaGVy.dGFn', 'Y2lwaGVy'],
  ])('takes %s out', (_, text, secret) => {
    expect(redact(text)).not.toContain(secret)
    expect(redact(text)).not.toContain(secret.split('.').at(-1))
    expect(redact(text)).toMatch(/jwt:[0-9a-f]{8}/)
  })

  test('names a token as the log names it elsewhere', () => {
    expect(redact(`refused ${TOKEN}, sorry`)).toBe(`refused ${fingerprint(TOKEN)}, sorry`)
  })

  test.each([
    ['EC', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey],
    ['RSA', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey],
    ['Ed25519', generateKeyPairSync('ed25519').privateKey],
  ])('takes %s private keys out, as PEM and as JWK, whole or cut off', (_, privateKey) => {
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const jwk = privateKey.export({ format: 'jwk' })
    const body = pem.slice(28, 60)
    for (const text of [pem, JSON.stringify({ pem }), JSON.stringify(JSON.stringify({ pem })), pem.slice(0, -30)]) {
      expect(text).toContain(body)
      expect(redact(text)).not.toContain(body)
    }
    for (const text of [JSON.stringify(jwk), JSON.stringify(jwk, null, 2), JSON.stringify(JSON.stringify(jwk))]) {
      for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi'] as const) {
        if (jwk[member]) expect(redact(text)).not.toContain(jwk[member])
      }
      expect(redact(text)).toContain(jwk.x ?? jwk.n)
    }
  })

  test('takes older and encrypted PEM forms and symmetric keys out', () => {
    for (const kind of ['EC ', 'RSA ', 'ENCRYPTED ', '']) {
      const pem = `-----BEGIN ${kind}PRIVATE KEY-----\nc2VjcmV0\n-----END ${kind}PRIVATE KEY-----`
      expect(redact(`a ${pem} b`)).toBe('a [private key] b')
    }
    expect(redact('{"kty":"oct","k":"c2VjcmV0c2VjcmV0c2VjcmV0"}')).toBe('{"kty":"oct","k":"[private key]"}')
  })

  test('takes the further primes of an RSA key out (RFC 7518 §6.3.2.7)', () => {
    const text = JSON.stringify({ kty: 'RSA', oth: [{ r: 'prime', d: 'x', t: 'y' }], e: 'AQAB' })
    expect(redact(text)).toBe('{"kty":"RSA","oth":[],"e":"AQAB"}')
    expect(redact(JSON.stringify(text))).toBe(JSON.stringify('{"kty":"RSA","oth":[],"e":"AQAB"}'))
  })

  test.each([...SECRET_NAMES, 'clientSecret', 'Client-Secret'])('takes what is named %s out of JSON', (name) => {
    for (const secret of ['hunter2', 'a "quoted" one', 'back\\slash\\', 'line\nbreak', 'ünï']) {
      const [text, hidden] = [secret, '[secret]'].map((value) => JSON.stringify({ a: 1, [name]: value, b: 'c' }))
      expect(redact(text ?? '')).toBe(hidden)
      expect(redact(hidden ?? '')).toBe(hidden)
      expect(redact(JSON.stringify({ text }))).toBe(JSON.stringify({ text: hidden }))
    }
    expect(redact(`{"${name}" : "cut of`)).toBe(`{"${name}" : "[secret]`)
  })

  test('takes the credentials of a client out (RFC 7617 §2), and leaves words alone', () => {
    for (const pair of ['servicea:hunter2-hunter2', 'a:b', 'ü:ß?>~', `a:${'?>'.repeat(90)}`])
      for (const form of ['base64', 'base64url'] as const) {
        const text = Buffer.from(pair).toString(form)
        expect(redact(`{"sub":"Basic ${text}"}`)).toBe('{"sub":"Basic [secret]"}')
        expect(redact(`basic%20${text}`)).toBe('basic%20[secret]')
      }
    for (const text of [
      'Basic authentication is used',
      'basic auth',
      'Basic realm="token"',
      'Basic [secret]',
      'Basics',
    ])
      expect(redact(text)).toBe(text)
  })

  test('finds a header with a space as far from its dot as it may be, and no word behind which less follows', () => {
    for (const between of [16, 300]) expect(redact(`ewk${'a'.repeat(between)}.b`)).toMatch(/^jwt:[0-9a-f]{8}$/)
    for (const between of [0, 15, 301]) {
      const text = `ewk${'a'.repeat(between)}.b`
      expect(redact(text)).toBe(text)
    }
    expect(redact(`a.b.ew0${'a'.repeat(20)}eyJ.c`)).toMatch(/^a\.b\.jwt:[0-9a-f]{8}$/)
  })

  test('looks at a possible start once, however many there are', () => {
    const plain = Math.min(worked('abc'), worked('abc'))
    const hostile = Math.min(worked('ewk'), worked('ewk'), worked('ewk'))
    expect(hostile).toBeLessThan(15 * plain) // to look ahead from each takes 50 times as long
  })

  test('looks at a text once, so that a hostile one costs no time', () => {
    const hostile = 'eyJ'.repeat(1_000_000) // quadratic time would be half an hour
    expect(redact(hostile)).toBe(hostile)
  })

  test.each([
    'token-rejected',
    'https://jwt-factory/',
    '127.0.0.1:3000',
    '{"d":"short"}',
    '{"secretary":"b"}',
    'eyJ',
    'a.b.c',
    '',
  ])('leaves "%s" as it is', (text) => expect(redact(text)).toBe(text))

  test('leaves public keys as they are', () => {
    const pem = '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----'
    expect(redact(pem)).toBe(pem)
  })

  test('finds a token in any surroundings, and twice is as good as once', () => {
    const header = fc.dictionary(fc.string(), fc.string(), { minKeys: 1 }).map((header) => JSON.stringify(header))
    fc.assert(
      fc.property(fc.string(), header, fc.uint8Array({ minLength: 4 }), fc.string(), (before, header, bytes, after) => {
        const payload = Buffer.from(bytes).toString('base64url')
        const token = `${Buffer.from(header).toString('base64url')}.${payload}.${payload}`
        const redacted = redact(`${before} ${token} ${after}`)
        expect(redacted).not.toContain(token)
        expect(redact(redacted)).toBe(redacted)
      }),
    )
  })
})
