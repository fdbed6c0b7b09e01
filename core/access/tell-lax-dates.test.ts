import { expect, test } from 'vitest'
import { goodClaims, GOOD_HEADER, SIDECAR_NOW, signed } from './dialects/dialect.fixture.ts'
import { askedWith, bearer, openMesh } from './dialects/mesh/mesh.fixture.ts'

const failuresOf = async (claims: object) => {
  const { decision, trace } = await openMesh().traced(
    askedWith(bearer(signed(GOOD_HEADER, { ...goodClaims(), ...claims }))),
  )
  expect(decision.kind).toBe('believed')
  return trace.steps().flatMap(({ verb, what, reason }) => (verb === 'fails' ? [[what, reason]] : []))
}

test.each<[object, string, RegExp]>([
  [{ exp: undefined }, 'to notice that the token never ends', /without exp/],
  [{ exp: 0 }, 'to notice that the token never ends', /exp 0/],
  [{ exp: SIDECAR_NOW }, 'to notice that the token has expired', /60 s/],
  [{ exp: SIDECAR_NOW - 60 }, 'to notice that the token has expired', /60 s/],
  [{ nbf: SIDECAR_NOW + 60 }, 'to notice that the token is not valid yet', /60 s/],
  [{ iat: SIDECAR_NOW + 3600 }, 'to notice that the token was issued in the future', /iat/],
])(
  'what the mesh believes and our own verifier would not is told the trace as a failure: %j',
  async (claims, what, reason) => {
    expect(await failuresOf(claims)).toEqual([[what, expect.stringMatching(reason)]])
  },
)

test('of a token that is good anyway nothing is told', async () => {
  expect(await failuresOf({})).toEqual([])
  expect(await failuresOf({ exp: SIDECAR_NOW + 1, nbf: SIDECAR_NOW, iat: SIDECAR_NOW })).toEqual([])
})
