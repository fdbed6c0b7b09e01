import { expect } from 'vitest'
import { systemClock } from '#core/clock'
import type { KeyState, Ring } from '#core/rings/rotation'
import type { TestSandbox } from './sandbox.ts'

/**
 * What the rings of the factory are when nobody has moved its clock: each has one key that signs, none came into its state
 * later than now, what is published is what may be believed, and so is a token of each.
 */
export async function expectRingsRight(sandbox: Pick<TestSandbox, 'plain' | 'mint'>): Promise<void> {
  const read = async (path: string) => (await sandbox.plain('jwt-factory', path)).body
  const ids: string[] = await read('/utils/keys')
  expect(ids).toEqual(expect.arrayContaining(['servicea', 'serviceb', 'servicec']))
  for (const path of ['/keys', ...ids.map((id) => `/keys/${id}`)]) {
    const { keys }: { keys: Ring } = await read(path)
    const published = await read(path === '/keys' ? '/jwks' : `${path}/jwks`)
    const states = keys.map(({ state }) => state)
    expect(
      states.filter((state) => state === 'active'),
      path,
    ).toHaveLength(1)
    expect(states.filter((state) => state === 'prepared').length, path).toBeLessThan(2)
    expect(
      keys.filter(({ since }) => since > systemClock.now()),
      path,
    ).toEqual([])
    const kidsOf = (...wanted: KeyState[]) => keys.flatMap(({ kid, state }) => (wanted.includes(state) ? kid : []))
    const kids: string[] = published.keys.map(({ kid }: { kid: string }) => kid)
    expect(kids, path).toEqual(expect.arrayContaining(kidsOf('active', 'prepared')))
    // A retired one goes by itself, as soon as its tokens are over.
    expect(kidsOf('active', 'prepared', 'retired'), path).toEqual(expect.arrayContaining(kids))
  }
  for (const id of ids) {
    const token = await sandbox.mint({ signedBy: { ring: id } })
    const body = { token, aud: 'serviceb', sub: id }
    expect((await sandbox.plain('jwt-factory', `/verify/${id}`, { method: 'POST', body })).body, id).toMatchObject({
      valid: true,
    })
  }
}
