import { expect, test } from 'vitest'
import type { KeySetRead } from '../issuer-side.ts'
import { runCatalogue } from './run-catalogue.ts'
import { askStrict, casesNamed, runOf, sideOf, tokenOf, world } from './target.fixture.ts'
import { headerMember } from './token-text.ts'

/** A target that reads the key set for unknown key ids: so often before it has seen that it is down, and so often afterwards. */
async function floodOf({ isRead, atFirst, later }: { isRead: boolean; atFirst: number; later: number }) {
  const reads: KeySetRead[] = []
  let asked = 0
  const read = (count: number) => reads.push(...Array.from({ length: count }, () => ({ at: 0 })))
  const issuerSide = sideOf({
    has: new Set([...sideOf().has, 'key-set']),
    publish: async () => ({ isRead: async () => isRead, restore: async () => {} }),
    keySetReads: async () => reads,
  })
  const { cases } = await runCatalogue(
    runOf(
      casesNamed('dos-jwks-down-flood'),
      async (request) => {
        const kid = headerMember(tokenOf(request), 'kid')
        const isUnknown = kid !== undefined && !world.keySet.some((key) => key.kid === kid)
        if (isUnknown) read(asked++ === 0 ? atFirst : asked === 2 ? later : 0)
        return askStrict(request)
      },
      { issuerSide },
    ),
  )
  return cases[0]
}

test('a flood while the key set is down counts from when that was read, and its reads alone', async () => {
  expect(await floodOf({ isRead: true, atFirst: 60, later: 1 })).toMatchObject({ verdict: 'refused' })
  expect((await floodOf({ isRead: true, atFirst: 60, later: 1 }))?.finding).toBeUndefined()
  expect(await floodOf({ isRead: true, atFirst: 1, later: 190 })).toMatchObject({ finding: { kind: 'watch' } })
})

test('where the target does not read it meanwhile, as in its cool-down, nobody can tell', async () => {
  expect(await floodOf({ isRead: false, atFirst: 1, later: 1 })).toMatchObject({
    verdict: 'inconclusive',
    reason: expect.stringContaining('did not read the key set'),
  })
})
