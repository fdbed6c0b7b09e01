import { expect, test } from 'vitest'
import type { AttackRequest } from '#attacks'
import { ALL_ALGORITHMS, type Algorithm } from '#core/token/algorithms'
import { beginControls } from './engine/controls.ts'
import { answeredWith, letIn, noCredentials, senderOf, sideOf, tokenOf } from './engine/target.fixture.ts'
import { headerMember } from './engine/token-text.ts'
import { findFirstAlgorithm } from './first-algorithm.ts'

const algorithmOf = (request: AttackRequest) => headerMember(tokenOf(request), 'alg')

/** A service that takes these alone, and says of others what its library says. */
function takes(enabled: readonly Algorithm[], refuse = () => answeredWith(401, { error: '"alg" value not allowed' })) {
  const asked: unknown[] = []
  const sender = senderOf(async (request) => {
    if (tokenOf(request)?.split('.').length !== 3) return noCredentials()
    asked.push(algorithmOf(request))
    return enabled.some((each) => each === algorithmOf(request)) ? letIn() : refuse()
  })
  return { sender, asked }
}

test.each(ALL_ALGORITHMS)(
  'a service that takes %s alone gets a good token of it, and others until then',
  async (only) => {
    const { sender, asked } = takes([only])
    const { side, tried, refusal } = await findFirstAlgorithm({ sender, side: sideOf() })
    expect(refusal).toBeUndefined()
    expect(side.world().target.algorithms[0]).toBe(only)
    expect(side.world().target.algorithms).toHaveLength(ALL_ALGORITHMS.length)
    expect(asked).toEqual(tried)
    expect(asked.at(-1)).toBe(only)
  },
)

test('one that takes the first is asked once', async () => {
  const { sender, asked } = takes(ALL_ALGORITHMS)
  await findFirstAlgorithm({ sender, side: sideOf() })
  expect(asked).toHaveLength(1)
})

test.each([
  ['it throws where nobody catches it', () => answeredWith(500, 'Internal Server Error')],
  ['it says that the request is wrong', () => answeredWith(400)],
])('the others are tried, too, where %s', async (_what, refuse) => {
  const { sender } = takes(['ES256'], refuse)
  expect((await findFirstAlgorithm({ sender, side: sideOf() })).side.world().target.algorithms[0]).toBe('ES256')
})

test('what is no refusal is left to the controls', async () => {
  const { sender, asked } = takes([], () => answeredWith(404))
  expect(await findFirstAlgorithm({ sender, side: sideOf() })).not.toHaveProperty('refusal')
  expect(asked).toHaveLength(1)
})

test('where none is believed, that one is told of which the service does not name the algorithm, with its words and all that were tried', async () => {
  const sender = senderOf(async (request) => {
    if (tokenOf(request) === undefined) return noCredentials()
    const error = algorithmOf(request) === 'ES384' ? 'unexpected "aud" claim value' : '"alg" value not allowed'
    return answeredWith(401, { error }, ['www-authenticate', 'Bearer'])
  })
  const { side, tried } = await findFirstAlgorithm({ sender, side: sideOf() })
  const target = { url: 'http://orders.test/' }
  const controls = beginControls({ sender, issuerSide: side, target, tried })
  await expect(controls).rejects.toThrow(
    /with 401: \{"error":"unexpected \\"aud\\" claim value"\}.* It was signed by ES384; one by each of RS256, .*ES256.* was refused, too\./,
  )
})

test('a token that the service repeats in its answer is not told', async () => {
  const sender = senderOf(async (request) => answeredWith(401, `bad token ${tokenOf(request)}`))
  const controls = beginControls({ sender, issuerSide: sideOf(), target: { url: 'http://orders.test/' } })
  const { message } = await controls.then(
    () => expect.fail('it is refused'),
    (error: Error) => error,
  )
  expect(message).toContain('401: bad token')
  expect(message).not.toMatch(/ey[\w-]+\.ey[\w-]+\.[\w-]{9,}/)
})
