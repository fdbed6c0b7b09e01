import { expect, test } from 'vitest'
import { ringsForEachTest } from './test-rings.ts'

const { open, clock, keyFiles } = ringsForEachTest()

test('all keys of a further ring have its algorithm: the first, the next, the prepared, and the one after a revocation', async () => {
  const rings = await open()
  const { kid } = await rings.ensure('@@EdDSA')
  await rings.renew('@@EdDSA')
  await rings.prepare('@@EdDSA')
  await rings.revoke('@@EdDSA', kid)
  await rings.revoke('@@EdDSA', rings.active('@@EdDSA')?.kid ?? '')
  clock.advance({ days: 2 })
  for (let turn = 0; turn < 3; turn++) await rings.tick()
  expect(new Set(rings.entries('@@EdDSA').map(({ algorithm }) => algorithm))).toEqual(new Set(['EdDSA']))
  expect(rings.active('a')?.algorithm).toBe('ES256')
})

test('it keeps its algorithm and its key at a start with another ALGORITHM', async () => {
  const { kid } = await (await open()).ensure('@demo@EdDSA')
  const rings = await open({ algorithm: 'ES384' })
  expect(rings.active('@demo@EdDSA')?.kid).toBe(kid)
  expect(rings.active('a')?.algorithm).toBe('ES384')
  expect(rings.leftAlone).toEqual([])
  expect((await keyFiles()).filter((name) => name.startsWith('@demo@EdDSA.'))).toHaveLength(1)
})
