import { exportJWK, generateKeyPair } from 'jose'
import { describe, expect, test } from 'vitest'
import { loadKeySet } from '../keys/key-set.ts'
import { spoilKeys, type SpoiledKey } from './key-faults.ts'

const make = async (kid: string, alg: string): Promise<SpoiledKey> => ({
  ...(await exportJWK((await generateKeyPair(alg, { extractable: true })).publicKey)),
  kid,
  alg,
  use: 'sig',
})
const [active, retired] = await Promise.all([make('active', 'ES256'), make('retired', 'ES256')])
const keys = [active, retired]
const signing = new Set(['active'])
const spoil = (kind: Parameters<typeof spoilKeys>[1]['kind'], kid?: string, earlier?: SpoiledKey[]) =>
  spoilKeys(keys, { kind, kid, signing, earlier })

test('dropped: the key that signs is not there, or the one that is named', () => {
  expect(spoil('dropped')).toEqual([retired])
  expect(spoil('dropped', 'retired')).toEqual([active])
  expect(spoil('dropped', 'unknown')).toEqual(keys)
})

test('stale: the keys as they were, also when there were none', () => {
  expect(spoil('stale', undefined, [retired])).toEqual([retired])
  expect(spoil('stale', undefined, [])).toEqual([])
  expect(spoil('stale')).toEqual(keys)
})

test('doubled: the key that signs is there twice, one behind the other', () => {
  expect(spoil('doubled')).toEqual([active, active, retired])
})

test('encryption: the key that signs is said to be for something else, and no verifier takes it', async () => {
  const withOperations = spoilKeys([{ ...active, key_ops: ['verify'] }], {
    kind: 'encryption',
    signing,
    earlier: undefined,
  })
  expect(withOperations).toEqual([{ ...active, use: 'enc' }])
  const { keys: usable } = await loadKeySet({ keys: withOperations })
  expect(usable).toEqual([])
})

describe('impostor: another key of its kind under the same id', () => {
  test.each(['ES256', 'ES384', 'ES512', 'RS256', 'EdDSA'])('%s', async (alg) => {
    const key = await make('active', alg)
    const [impostor, again] = [0, 1].map(() =>
      spoilKeys([key, retired], { kind: 'impostor', signing, earlier: undefined }),
    )
    expect(impostor).toEqual(again)
    const [other, untouched] = impostor ?? []
    expect(untouched).toEqual(retired)
    const { x: _x, y: _y, n: _n, ...same } = key
    expect(other).toMatchObject(same)
    expect(other).not.toEqual(key)
    expect(JSON.stringify(other)).not.toContain('"d"')
    const { keys: usable } = await loadKeySet({ keys: [other] })
    expect(usable.map(({ kid }) => kid)).toEqual(['active'])
  })
})

test('what is published is not touched', () => {
  const before = structuredClone(keys)
  for (const kind of ['dropped', 'stale', 'doubled', 'encryption', 'impostor'] as const) spoil(kind)
  expect(keys).toEqual(before)
})
