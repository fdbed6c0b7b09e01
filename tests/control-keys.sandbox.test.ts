import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { EffectInput } from '#core/control/effect'
import { PRESET_NAMES, type PresetName } from '#core/control/presets'
import { controlOf } from './support/controlled.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

// Key sets, metadata and certificates that are wrong, and troubles that are known by a name.

let sandbox: TestSandbox
const control = controlOf(() => sandbox)
beforeAll(async () => {
  sandbox = await openTestSandbox()
})
afterEach(async () => {
  await control.reset()
  expect(sandbox.logs.filter((line) => line.includes('"msg":"bug"'))).toEqual([])
})
afterAll(() => sandbox.close())

const play = async (path: string) => (await sandbox.plain('servicea', path)).body
const newKeys = () =>
  Promise.all(['/keys/servicea', '/keys'].map((path) => sandbox.plain('jwt-factory', path, { method: 'POST' })))

type KeyFaultName = NonNullable<EffectInput['keys']>

describe.each<[KeyFaultName, string | undefined]>([
  ['dropped', 'unknown-key'],
  ['stale', 'unknown-key'],
  ['encryption', 'unknown-key'],
  ['impostor', 'signature-mismatch'],
  ['doubled', undefined],
])('a key set with a fault: %s', (keys, reason) => {
  test.each(['/scenario5', '/scenario8', '/scenario9'])(`%s: ${reason ?? 'it does no harm'}`, async (path) => {
    await control.fault('jwt-factory', { on: 'jwks', effect: { keys } })
    if (keys === 'stale') await newKeys()
    expect(await play(path)).toMatchObject(reason === undefined ? { valid: true } : { valid: false, reason })
    await control.reset()
    expect(await play(path)).toMatchObject({ valid: true })
  })
})

const kidOf = ({ kid }: { kid: string }) => kid
const published = async () => (await sandbox.plain('jwt-factory', '/jwks')).body.keys.map(kidOf)

test('of a key that is named, and of no other: a service misses the one that signs', async () => {
  await newKeys()
  const [active, retired] = await published()
  for (const [kid, left, answer] of [
    [retired, active, { valid: true }],
    [active, retired, { valid: false, reason: 'unknown-key' }],
  ]) {
    await control.reset()
    await control.fault('jwt-factory', { on: 'jwks', effect: { keys: 'dropped', kid } })
    expect(await published()).toContain(left)
    expect(await published()).not.toContain(kid)
    expect(await play('/scenario8')).toMatchObject(answer)
  }
})

test('a stale key set is that of its own address, as it was; one that was not there yet is empty', async () => {
  const before = await Promise.all(
    ['/jwks', '/keys/servicea/jwks', '/utils/jwks'].map((path) => sandbox.plain('jwt-factory', path)),
  )
  const id = await control.fault('jwt-factory', { on: 'jwks', effect: { keys: 'stale' } })
  await newKeys()
  await sandbox.plain('jwt-factory', '/keys/later', { method: 'POST' })
  const after = await Promise.all(
    ['/jwks', '/keys/servicea/jwks', '/utils/jwks'].map((path) => sandbox.plain('jwt-factory', path)),
  )
  expect(after.map(({ body }) => body)).toEqual(before.map(({ body }) => body))
  expect((await sandbox.plain('jwt-factory', '/keys/later/jwks')).body).toEqual({ keys: [] })
  await control.takeBack('jwt-factory', id)
  expect((await sandbox.plain('jwt-factory', '/keys/later/jwks')).body.keys).toHaveLength(1)
})

test('metadata of another issuer is not used', async () => {
  await control.fault('jwt-factory', { on: 'discovery', effect: { issuer: 'https://other.test' } })
  const answer = await play('/scenario7')
  expect(answer).toMatchObject({ status: 502, type: 'urn:jwt-sandbox:problem:peer-garbled', peer: 'jwt-factory' })
  expect(answer.detail).toContain('the metadata of another issuer')
})

describe.each(['expired', 'other-name', 'other-authority'] as const)(
  'a certificate with a fault: %s',
  (certificate) => {
    test.each([
      ['jwt-factory', '/scenario1'],
      ['serviceb', '/scenario3'],
    ] as const)(
      'of %s: nothing is sent, by those neither who were connected before; and all is well afterwards',
      async (at, path) => {
        expect(await play(path)).toMatchObject({ valid: true }) // its connections are kept
        const id = await control.fault(at, { on: 'tls', effect: { certificate } })
        for (const _ of [1, 2]) {
          const answer = await play(path)
          expect(answer).toMatchObject({ status: 502, type: 'urn:jwt-sandbox:problem:peer-unreachable', peer: at })
          expect(answer.detail).toContain('so nothing was sent')
        }
        expect((await control.requests(at)).requests.filter(({ fault }) => fault !== undefined)).toEqual([])
        await control.takeBack(at, id)
        expect(await play(path)).toMatchObject({ valid: true })
      },
    )
  },
)

test('a certificate is wrong for so many connections as were asked for', async () => {
  await control.fault('serviceb', { on: 'tls', times: 1, effect: { certificate: 'expired' } })
  expect(await play('/scenario3')).toMatchObject({ status: 502, peer: 'serviceb' })
  expect(await play('/scenario3')).toMatchObject({ valid: true })
})

/** What a play says, with each preset. */
const PRESETS: Record<PresetName, [path: string, answer: object]> = {
  'provider-outage': [
    '/scenario1',
    { status: 502, type: 'urn:jwt-sandbox:problem:peer-unreachable', peer: 'jwt-factory' },
  ],
  'slow-keys': ['/scenario5', { valid: true }],
  'half-rotated': ['/scenario5', { valid: false, reason: 'unknown-key' }],
  flaky: ['/scenario1', { status: 503, type: 'urn:jwt-sandbox:problem:cannot-decide' }],
}

test.each(PRESET_NAMES)('the preset %s', async (preset) => {
  const [path, answer] = PRESETS[preset]
  await control.fault('jwt-factory', { preset })
  const begin = performance.now()
  expect(await play(path)).toMatchObject(answer)
  if (preset === 'slow-keys') expect(performance.now() - begin).toBeGreaterThan(1450)
  await control.takeBack('jwt-factory')
  expect(await play(path)).toMatchObject({ valid: true })
})

/** What twenty plays come to, with the preset set anew. */
async function statuses(): Promise<number[]> {
  await control.reset()
  await control.fault('jwt-factory', { preset: 'flaky' })
  const all: number[] = []
  for (let at = 0; at < 20; at++) all.push((await sandbox.plain('servicea', '/scenario1')).status)
  return all
}

test('flaky: some plays of real services fail and some do not; the next time the same ones', async () => {
  const first = await statuses()
  expect(new Set(first)).toEqual(new Set([200, 503]))
  expect(first.filter((status) => status === 200).length).toBeGreaterThan(5)
  expect(await statuses()).toEqual(first)
})

test('a wrong key set that was fetched stays with who fetched it; a reset makes them forget', async () => {
  const id = await control.fault('jwt-factory', { on: 'jwks', effect: { keys: 'impostor' } })
  expect(await play('/scenario5')).toMatchObject({ valid: false, reason: 'signature-mismatch' })
  await control.takeBack('jwt-factory', id)
  expect(await play('/scenario5')).toMatchObject({ valid: false, reason: 'signature-mismatch' })
  await control.reset()
  expect(await play('/scenario5')).toMatchObject({ valid: true })
})
