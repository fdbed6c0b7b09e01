import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { pinnedKeys } from './pinned-keys.ts'
import { FIRST, openIssuer } from './remote-keys.fixture.ts'

const ODD = Array.from({ length: 1000 }, (_, at) => ({ kid: `odd ${at}` }))

test('an issuer that publishes a thousand odd keys makes one line of a log', async () => {
  const issuer = openIssuer(() => [...ODD, FIRST.publicJwk])
  expect(await issuer.outcome(FIRST.kid)).toBe('found')
  expect(issuer.events).toEqual(['keys-left-out'])
  expect(issuer.told).toMatchObject([{ count: 1000, first: expect.objectContaining({ length: 5 }) }])
})

test('so does one that withdraws a thousand keys', async () => {
  const many = ODD.map(({ kid }) => ({ ...FIRST.publicJwk, kid }))
  let published: unknown[] = many
  const issuer = openIssuer(() => published)
  expect(await issuer.outcome('odd 0')).toBe('found')
  published = []
  issuer.clock.advance({ seconds: 60 })
  expect(await issuer.outcome('odd 0')).toBe('revoked-key')
  expect(issuer.told).toEqual([{ count: 1000, first: ['odd 0', 'odd 1', 'odd 2', 'odd 3', 'odd 4'] }])
})

async function pinned(text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'large-key-sets-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'jwks.json'), text)
  const told: object[] = []
  const source = pinnedKeys(join(folder, 'jwks.json'), manualClock(0), (leftOut) => told.push(leftOut))
  return { told, select: async () => source.select({ kid: FIRST.kid, alg: 'ES256' }) }
}

test('a file of pinned keys is read once for all who wait for it, and makes one line', async () => {
  const { told, select } = await pinned(JSON.stringify({ keys: [...ODD, FIRST.publicJwk] }))
  const found = await Promise.all(Array.from({ length: 10 }, select))
  expect(found.map(({ kid }) => kid)).toEqual(Array.from({ length: 10 }, () => FIRST.kid))
  expect(told).toMatchObject([{ count: 1000 }])
})

test('a file that is larger than a key set that is fetched is not read', async () => {
  const { select } = await pinned(JSON.stringify({ keys: [FIRST.publicJwk], more: 'x'.repeat(1_000_000) }))
  await expect(select()).rejects.toMatchObject({ name: 'KeysUnavailable', cause: { code: 'EFBIG' } })
})
