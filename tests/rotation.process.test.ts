import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import type { Ring } from '#core/rings/rotation'
import { kidOf, openGrants } from './support/grants.ts'
import { ask, untilHealthy } from './support/play-all.ts'
import { freePorts } from './support/ports.ts'
import { startNode, testKeysFolder } from './support/processes.ts'
import { until } from './support/until.ts'

// The timer rotates every ring every few seconds, an operator rotates and revokes by hand, and the factory is killed,
// again and again, wherever it stands.

const SETTINGS = { KEY_LIFETIME: '2', KEY_SET_MAX_AGE: '1', FACTORY_TOKEN_LIFETIME: '150' }
const NEAR = '/issuers/near'
const MAX_WITHDRAWN = 40

/** When the factory is killed. */
const MOMENTS = ['a key is prepared', 'the next key signs', 'keys are revoked'] as const

/** What the factory has said yes to, over all its lives. */
interface Acknowledged {
  /** By key id, and then by issuer: the last token that the key signed. */
  tokens: Map<string, { path: string; token: string }>
  /** Keys that are gone for good. */
  withdrawn: { path: string; kid: string; token: string }[]
  /** Keys whose end was asked for, and perhaps never acknowledged. */
  doomed: Set<string>
}

test('a factory that is killed again and again amid rotations loses no acknowledged key, and no revoked one comes back', async () => {
  const known: Acknowledged = { tokens: new Map(), withdrawn: [], doomed: new Set() }
  const KEYS_FOLDER = await testKeysFolder()
  const open = await opener(KEYS_FOLDER)
  for (const [round, moment] of [...MOMENTS, ...MOMENTS].entries()) {
    const factory = await open()
    await expectAllKept(factory, known)
    const far = `/issuers/far-${round}`
    const before = { kid: kidOf(await factory.grant('servicea')), withdrawn: known.withdrawn.length }
    const customers = ['', NEAR].map((path) => keepAsking(factory, path, known))
    if (moment === 'keys are revoked') customers.push(keepRevoking(factory, far, known))
    await until(moment, async () => {
      if (moment === 'keys are revoked') return known.withdrawn.length > before.withdrawn + 5
      const ring: Ring = (await ask(factory.port, '/keys'))?.body.keys ?? []
      if (moment === 'a key is prepared') return ring.some(({ state }) => state === 'prepared')
      return ring.some(({ kid, state }) => kid === before.kid && state === 'retired')
    })
    factory.process.kill('SIGKILL')
    await Promise.all([factory.process.ended(), ...customers])
    await expectNoFiles(known, join(KEYS_FOLDER, 'jwt-factory'))
  }
  await expectAllKept(await open(), known)
  expect(known.tokens.size).toBeGreaterThan(MOMENTS.length)
  expect(known.withdrawn.length).toBeGreaterThan(MOMENTS.length)
})

type Factory = Awaited<ReturnType<Awaited<ReturnType<typeof opener>>>>

/** Starts the factory on the same ports and keys each time. */
async function opener(KEYS_FOLDER: string) {
  const [port = 0, tlsPort = 0] = await freePorts(2)
  const env = { ...SETTINGS, KEYS_FOLDER, FACTORY_PORT: String(port), FACTORY_TLS_PORT: String(tlsPort) }
  return async () => {
    const process = startNode('jwt-factory', env)
    await untilHealthy(port)
    return { process, port, ...openGrants({ port, tlsPort, keysFolder: KEYS_FOLDER }) }
  }
}

/** A customer, until nobody answers any more. */
async function keepAsking(factory: Factory, path: string, { tokens }: Acknowledged): Promise<void> {
  for (;;) {
    const answer = await factory.send('servicea', `${path}/token`, { grant_type: 'client_credentials' })
    if (answer?.status !== 200) return
    const token = answer.body.access_token
    tokens.set(kidOf(token), { path, token })
  }
}

/** An operator who rotates and revokes by hand; what is not revoked is to stay. */
async function keepRevoking(factory: Factory, path: string, known: Acknowledged): Promise<void> {
  for (let count = 0; count < MAX_WITHDRAWN; count++) {
    if ((await ask(factory.port, `${path}/keys`, { method: 'POST' }))?.status !== 201) return
    const answer = await factory.send('servicea', `${path}/token`, { grant_type: 'client_credentials' })
    if (answer?.status !== 200) return
    const token = answer.body.access_token
    const kid = kidOf(token)
    known.tokens.set(kid, { path, token })
    if (count % 2 === 1) continue
    known.doomed.add(kid)
    const gone = await ask(factory.port, `${path}/keys/${kid}`, { method: 'DELETE' })
    if (gone?.status !== 200) return
    known.withdrawn.push({ path, kid, token })
  }
}

async function expectAllKept(factory: Factory, { tokens, withdrawn, doomed }: Acknowledged) {
  const paths = ['', NEAR, ...[...tokens.values()].map(({ path }) => path)]
  const published = new Map<string, string[]>()
  for (const path of new Set(paths)) {
    const keys = await factory.keySet(path)
    for (const { exp, ...key } of keys) {
      expect([undefined, 'number']).toContain(exp === undefined ? undefined : typeof exp) // of a retired key
      expect(Object.keys(key).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
    }
    const kids = keys.map(({ kid }) => kid)
    expect(new Set(kids).size).toBe(kids.length)
    published.set(path, kids)
    const { body } = (await ask(factory.port, `${path}/keys`)) ?? {}
    expect((body.keys as Ring).filter(({ state }) => state === 'active')).toHaveLength(1)
  }
  for (const [kid, { path, token }] of tokens) {
    if (doomed.has(kid) || isOver(token)) continue
    expect(published.get(path)).toContain(kid)
    expect((await factory.isActive(token, path)) || isOver(token), `a token that ${kid} signed`).toBe(true)
  }
  for (const { path, kid, token } of withdrawn) {
    expect(published.get(path)).not.toContain(kid)
    expect(await factory.isActive(token, path), `a token of the revoked ${kid}`).toBe(false)
  }
}

/** On a slow machine all of this takes longer than a token lives; and longer lives would be more keys than a ring may have. */
const isOver = (token: string) => Number(decodeJwt(token).exp) * 1000 <= systemClock.now()

/** An acknowledged revocation has taken the private key off the disk already: no later start has to. */
async function expectNoFiles({ withdrawn }: Acknowledged, folder: string) {
  const files = await readdir(folder)
  expect(files.filter((file) => withdrawn.some(({ kid }) => file.includes(kid)))).toEqual([])
}
