import { createPublicKey } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MintOrderInput } from '../jwt-factory/control/mint-order.ts'
import { GATEWAY_NAMES, GATEWAY_PROGRAMS, type GatewayName, type GatewayProgram } from './support/gateway-programs.ts'
import { hostileToken } from './support/hostile-tokens.ts'
import { packagesLack } from './support/interop/installed.ts'
import { openLoneFactory, type LoneFactory } from './support/lone-factory.ts'
import { needs } from './support/needs.ts'
import { ask } from './support/play-all.ts'
import { until } from './support/until.ts'

// The configurations of examples/gateways, as they stand there, by the programs that they are for.

let factory: LoneFactory
let publicPem: string
beforeAll(async () => {
  factory = await openLoneFactory({ CONTROL: 'on' })
  const [key] = (await ask(factory.port, '/jwks'))?.body.keys ?? []
  publicPem = createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString()
})
afterAll(() => factory.close())

/** A good one, but for what is said. */
async function mint({ claims, ...order }: MintOrderInput): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ claims: { aud: 'serviceb', ...claims }, ...order })
  const answer = await ask(factory.port, '/control/mint', { method: 'POST', headers, body })
  expect(answer?.status, answer?.text).toBe(200)
  return answer?.text.trim() ?? ''
}

const good = () => factory.grant('servicea', { audience: 'serviceb' })
const bearer = (token: string) => [`Authorization: Bearer ${token}`]

/** A case of the catalogue, made of a good token: whoever has that one can make it. */
const ofCatalogue = async (id: string) => hostileToken(id, await good())

const REFUSED: [what: string, send: () => Promise<string>][] = [
  ['an expired one', () => factory.grant('servicea', { audience: 'serviceb' }, '', '?expired=1')],
  ['one for another service', () => mint({ claims: { aud: 'servicec' } })],
  ['one of another issuer', () => mint({ claims: { iss: 'https://issuer.example' } })],
  ['one without an issuer', () => mint({ without: ['iss'] })],
  ['one without an audience', () => mint({ without: ['aud'] })],
  ['one without a subject', () => mint({ without: ['sub'] })],
  ['alg none', () => ofCatalogue('alg-none')],
  ['alg nOnE, with a signature', () => mint({ header: { alg: 'nOnE' } })],
  ['the public key as a secret', () => mint({ signedBy: { secret: publicPem, alg: 'HS256' } })],
  ['the same, cut at its end', () => mint({ signedBy: { secret: publicPem.trimEnd(), alg: 'HS256' } })],
  ['that with the key id of the key', async () => mint({ signedBy: { secret: publicPem, alg: 'HS256' }, header: { kid: (await factory.keySet())[0]?.kid } })], // prettier-ignore
  ['no signature', () => ofCatalogue('sig-empty')],
  ['no third part', () => ofCatalogue('sig-segment-dropped')],
  ['half of a signature', () => ofCatalogue('sig-truncated')],
  ['the key of somebody else', () => mint({ signedBy: 'stranger' })],
  ['the same, under the id of ours', async () => mint({ signedBy: 'stranger', header: { kid: (await factory.keySet())[0]?.kid } })], // prettier-ignore
  ['another key of the factory', () => mint({ signedBy: { ring: 'servicea' } })],
  ['other claims under a good signature', () => ofCatalogue('sig-payload-tampered')],
  ['a key in its header', () => ofCatalogue('key-jwk-embedded')],
  ['the address of a key in its header', () => ofCatalogue('key-jku-attacker')],
  ['garbage', async () => 'garbage'],
  ['three parts of garbage', async () => 'a.b.c'],
  ['nothing behind Bearer', async () => ''],
]

/** What one of them takes, or both, that a strict verifier does not; and what one refuses that is good. */
const DIFFERENT: [what: string, send: MintOrderInput, statuses: Record<GatewayName, number>][] = [
  ['one that is good in every way', {}, { haproxy: 200, apache: 200 }],
  ['one for us and for others', { claims: { aud: ['serviceb', 'servicec'] } }, { haproxy: 401, apache: 200 }],
  ['one without an end', { without: ['exp'] }, { haproxy: 401, apache: 200 }],
  ['one that is not valid yet', { claims: { nbf: 9_999_999_999 } }, { haproxy: 401, apache: 200 }],
  ['one with a critical extension', { header: { crit: ['x'], x: 1 } }, { haproxy: 401, apache: 200 }],
  ['an ID token', { header: { typ: 'JWT' } }, { haproxy: 200, apache: 200 }],
  ['one that is bound to a key', { claims: { cnf: { jkt: 'x' } } }, { haproxy: 200, apache: 200 }],
  [
    'a subject with a header behind it',
    { claims: { sub: 'servicea\r\nX-Role: admin' } },
    { haproxy: 401, apache: 401 },
  ],
  ['a subject with a line end', { claims: { sub: 'servicea\n' } }, { haproxy: 401, apache: 401 }],
  ['an end that is a text', { claims: { exp: '9999999999' } }, { haproxy: 200, apache: 200 }],
]

for (const name of GATEWAY_NAMES) {
  const { title, packages, open } = GATEWAY_PROGRAMS[name]
  needs(packagesLack(packages)).describe(`${title}, as examples/gateways has it`, () => {
    let gateway: GatewayProgram
    beforeAll(async () => void (gateway = await open(factory)))
    afterAll(() => gateway.close())

    const come = async (token: string, more: readonly string[] = []) => {
      gateway.seen.length = 0
      return (await gateway.ask([...bearer(token), ...more])).status
    }

    test('lets a good token through, and says whose it is, whatever its sender says', async () => {
      const spoofed = ['X-Consumer-ID: admin', 'x-consumer-id: admin', 'X_Consumer_ID: admin']
      expect(await come(await good(), spoofed)).toBe(200)
      expect(gateway.seen[0]?.['x-consumer-id']).toBe('servicea')
      expect(JSON.stringify(gateway.seen)).not.toContain('admin')
    })

    test.each(REFUSED)('refuses %s', async (_what, send) => {
      const token = await send()
      expect(await come(token), token).toBe(401)
      expect(gateway.seen).toEqual([])
    })

    test.each(DIFFERENT)('%s', async (_what, order, statuses) => {
      expect(await come(await mint(order))).toBe(statuses[name])
    })

    test('two headers with a token', async () => {
      const token = await good()
      expect(await come(token, bearer(token))).toBe({ haproxy: 400, apache: 401 }[name])
      expect(gateway.seen).toEqual([])
    })

    test('a letter too many behind the signature', async () => {
      expect(await come(`${await good()}x`)).toBe({ haproxy: 401, apache: 200 }[name])
    })

    test('refuses the name of its key file as a secret', async () => {
      const secret = join(gateway.folder, 'issuer-1.pem')
      expect(await come(await mint({ signedBy: { secret, alg: 'HS256' } }))).toBe(401)
    })

    test('becomes whom its file says where root starts it: nothing in its log is an alarm', async () => {
      const log = await readFile(join(gateway.folder, 'apache.log'), 'utf8').catch(() => '') // HAProxy writes none
      expect(log).not.toMatch(/:(?:emerg|alert|crit)\]/)
    })

    test('refuses whoever sends no token, and says how to', async () => {
      for (const fields of [[], ['Authorization: Basic eDp5']]) {
        const { status, head } = await gateway.ask(fields)
        expect([status, head]).toEqual([401, expect.stringMatching(/\r\nwww-authenticate: Bearer/i)])
      }
    })

    test('believes the next key: at once, or when somebody has told it', async () => {
      const before = await good()
      await factory.rotate()
      const after = await good()
      expect(await come(after)).toBe(gateway.renew ? 401 : 200)
      await gateway.renew?.()
      await until('both keys', async () => (await come(after)) === 200 && (await come(before)) === 200)
    })
  })
}
