import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { TokenRejected } from '../token/rejection.ts'
import { manualClock } from '../clock.ts'
import { pinnedFile, writePinnedFile } from '../files/service-folder.ts'
import { KeysUnavailable } from '../keys/key-errors.ts'
import { pinnedKeys } from './pinned-keys.ts'
import { generateSigningKey, type SigningKey } from '../keys/signing-key.ts'

let first: SigningKey
let second: SigningKey
beforeAll(async () => {
  first = await generateSigningKey('ES256', 0)
  second = await generateSigningKey('ES256', 0)
})

/** The keys that Service A publishes, and a peer that has pinned them. */
async function setUp() {
  const folder = await mkdtemp(join(tmpdir(), 'pinned-keys-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = pinnedFile(folder, 'servicea')
  await mkdir(dirname(file))
  const clock = manualClock('2026-11-22T12:00:00Z')
  const source = pinnedKeys(file, clock)
  return {
    file,
    clock,
    publish: (...keys: SigningKey[]) =>
      writePinnedFile(folder, 'servicea', { keys: keys.map(({ publicJwk }) => publicJwk) }),
    /** @returns 'believed', or why not */
    async ask({ kid }: { kid: string | undefined }): Promise<string> {
      try {
        expect((await source.select({ kid, alg: 'ES256' })).kid).toBe(kid)
        return 'believed'
      } catch (error) {
        if (error instanceof TokenRejected) return error.reason
        if (error instanceof KeysUnavailable) return error.name
        throw error
      }
    },
  }
}

describe('pinned keys', () => {
  test('are those of the file', async () => {
    const { publish, ask } = await setUp()
    await publish(first)
    expect(await ask(first)).toBe('believed')
    expect(await ask(second)).toBe('unknown-key')
  })

  test('know a new key at once, without a restart and without waiting', async () => {
    const { publish, ask } = await setUp()
    await publish(first)
    expect(await ask(first)).toBe('believed')
    await publish(second, first)
    expect(await ask(second)).toBe('believed')
    expect(await ask(first)).toBe('believed')
  })

  test('forget a removed key within a second', async () => {
    const { publish, ask, clock } = await setUp()
    await publish(first, second)
    expect(await ask(first)).toBe('believed')
    await publish(second)
    clock.advance({ milliseconds: 999 })
    expect(await ask(first)).toBe('believed')
    clock.advance({ milliseconds: 1 })
    expect(await ask(first)).toBe('unknown-key')
    expect(await ask(second)).toBe('believed')
  })

  test.each([-1, 1])('forget it no later, nor look sooner, when the clock is set by %d hours', async (hours) => {
    const { publish, ask, clock } = await setUp()
    await publish(first, second)
    expect(await ask(first)).toBe('believed')
    await publish(second)
    clock.set(clock.now() + hours * 3_600_000)
    expect(await ask(first)).toBe('believed')
    clock.advance({ seconds: 1 })
    expect(await ask(first)).toBe('unknown-key')
  })

  test('forget a removed key at once when a new one makes them look', async () => {
    const { publish, ask } = await setUp()
    await publish(first)
    expect(await ask(first)).toBe('believed')
    await publish(second)
    expect(await ask(second)).toBe('believed')
    expect(await ask(first)).toBe('unknown-key')
  })

  test('of a missing file are none, until the file comes', async () => {
    const { publish, ask } = await setUp()
    expect(await ask(first)).toBe('unknown-key')
    await publish(first)
    expect(await ask(first)).toBe('believed')
  })

  test('cannot be told within a second when the file is gone: it was there, so that is a fault and no empty set', async () => {
    const { file, publish, ask, clock } = await setUp()
    await publish(first)
    expect(await ask(first)).toBe('believed')
    await rm(file)
    clock.advance({ seconds: 1 })
    expect(await ask(first)).toBe('KeysUnavailable')
    await publish(first)
    expect(await ask(first)).toBe('believed')
  })

  test('cannot be told where the file was there, and goes before anybody has asked; the log hears its name', async () => {
    const { file, publish } = await setUp()
    await publish(first)
    const source = pinnedKeys(file, manualClock(0))
    await rm(file)
    const select = async () => source.select({ kid: first.kid, alg: 'ES256' })
    const error = await select().catch((refusal: unknown) => refusal)
    expect(error).toBeInstanceOf(KeysUnavailable)
    expect(String((error as Error).cause)).toMatch(/[^/]+\/jwks\.json existed, and is gone$/)
    expect((error as Error).message).not.toContain('jwks.json')
  })

  test('are asked for without a key id too, while a single one has the algorithm', async () => {
    const { publish, file, clock } = await setUp()
    await publish(first)
    await expect(pinnedKeys(file, clock).select({ kid: undefined, alg: 'ES256' })).resolves.toMatchObject({
      kid: first.kid,
    })
    await publish(first, second)
    await expect(pinnedKeys(file, clock).select({ kid: undefined, alg: 'ES256' })).rejects.toMatchObject({
      reason: 'unknown-key',
    })
  })
})

const SYMMETRIC = { kty: 'oct', k: 'c2VjcmV0' }

describe('a damaged file', () => {
  test.each([
    ['is empty', ''],
    ['is cut off', '{"keys":[{"kty"'],
    ['is no key set', '{"kty":"EC"}'],
    ['has a name twice', '{"keys":[],"keys":[]}'],
    ['is not UTF-8', Buffer.from('{"keys":[],"\xe4":1}', 'latin1')],
  ])('that %s means that the verifier cannot decide; it recovers with the file', async (_, text) => {
    const { file, publish, ask } = await setUp()
    await writeFile(file, text)
    expect(await ask(first)).toBe('KeysUnavailable')
    expect(await ask(first)).toBe('KeysUnavailable')
    await publish(first)
    expect(await ask(first)).toBe('believed')
  })

  test('is no reason to go on with the keys that were there before', async () => {
    const { file, publish, ask, clock } = await setUp()
    await publish(first)
    expect(await ask(first)).toBe('believed')
    await writeFile(file, '{')
    clock.advance({ seconds: 1 })
    expect(await ask(first)).toBe('KeysUnavailable')
    expect(await ask(second)).toBe('KeysUnavailable')
  })

  test('may also be a folder', async () => {
    const { file, ask } = await setUp()
    await mkdir(file)
    expect(await ask(first)).toBe('KeysUnavailable')
  })

  test('with one bad key serves the others', async () => {
    const { file, ask } = await setUp()
    await writeFile(file, JSON.stringify({ keys: [{ ...second.publicJwk, use: 'enc' }, SYMMETRIC, first.publicJwk] }))
    expect(await ask(first)).toBe('believed')
    expect(await ask(second)).toBe('unknown-key')
  })
})
