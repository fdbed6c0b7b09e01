import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import type { Algorithm } from '#core/token/algorithms'
import { startIssuerInProcess, type IssuerInProcess } from '../apps/sandbox/issuer-in-process.ts'
import type { LibraryRun } from '../apps/probe/libraries/library-table.ts'
import { readLibraryTable } from '../apps/probe/libraries/read-library-table.ts'
import { libraryTargets } from './libraries/library-targets.ts'
import { hostileToken } from './support/hostile-tokens.ts'
import { needs } from './support/needs.ts'

// Small services as users of others' libraries and gateways write them: what the probe's catalogue is sent to, for its table.

const AUDIENCE = 'https://api.example.com'

const issuers = new Map<Algorithm, IssuerInProcess>()
beforeAll(async () => {
  for (const algorithm of ['RS256', 'ES256'] as const)
    issuers.set(algorithm, await startIssuerInProcess({ clock: systemClock, env: { ALGORITHM: algorithm } }))
})
afterAll(async () => {
  for (const issuer of issuers.values()) await issuer.close()
})

for (const { library, hardening, lack, algorithms, start } of libraryTargets()) {
  needs(lack).test(`${library}, ${hardening}: believes a good token, and no other`, async () => {
    const [algorithm = 'RS256'] = algorithms
    const issuer = issuers.get(algorithm) ?? expect.fail(`there is no issuer of ${algorithm}`)
    const settings = { issuer: issuer.url, jwksUri: `${issuer.url}/jwks`, audience: AUDIENCE, algorithms }
    const { url, close } = await start(settings)
    onTestFinished(close)
    const ask = async (authorization?: string) => {
      const answer = await fetch(url, authorization === undefined ? {} : { headers: { authorization } })
      return { status: answer.status, text: await answer.text(), subject: answer.headers.get('x-subject') }
    }
    const good = await issuer.token({ audience: AUDIENCE })
    const { status, text, subject } = await ask(`Bearer ${good}`)
    expect(status, text).toBe(200)
    expect(subject ?? JSON.parse(text).sub).toBe('anyone')
    const bad = [
      await issuer.token({ audience: 'https://other.example.com' }),
      await hostileToken('sig-bit-flipped', good),
      await hostileToken('sig-payload-tampered', good),
      'garbage',
    ]
    for (const authorization of [undefined, ...bad.map((token) => `Bearer ${token}`)])
      expect((await ask(authorization)).status).toSatisfy((refused: number) => refused >= 400 && refused < 500)
  })
}

test('each is there in both configurations', () => {
  const all = libraryTargets().map(({ library, hardening }) => `${library} ${hardening}`)
  expect(new Set(all)).toHaveProperty('size', all.length)
  for (const { library } of libraryTargets())
    expect(all).toEqual(expect.arrayContaining([`${library} default`, `${library} hardened`]))
})

const named = (all: readonly Pick<LibraryRun, 'library' | 'hardening'>[]) =>
  all.map(({ library, hardening }) => `${library} ${hardening}`)

test('the table has each', () => {
  const libraries = readLibraryTable().runs.filter(({ hardening }) => hardening !== 'dialect')
  expect(named(libraries)).toEqual(named(libraryTargets()))
})
