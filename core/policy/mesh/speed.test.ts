import { generateKeyPairSync, sign, verify } from 'node:crypto'
import { expect, test } from 'vitest'
import { shortestRounds } from '../../../tests/support/shortest-rounds.ts'
import { HUNDRED_POLICIES, ONE_FOR_NONE } from './hundred-policies.fixture.ts'
import { deciderOf } from './mesh.fixture.ts'

test('a decision over 100 policies costs less than one ES256 verification', () => {
  const decider = deciderOf(HUNDRED_POLICIES)
  expect(decider.policies).toHaveLength(100)
  expect(decider.decide(ONE_FOR_NONE).by).toEqual({ kind: 'no-allow-matched' })

  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const token = Buffer.alloc(300, 'x')
  const signature = sign('sha256', token, privateKey)
  const [decision, verification] = shortestRounds([
    () => decider.decide(ONE_FOR_NONE),
    () => verify('sha256', token, publicKey, signature),
  ])
  expect(decision).toBeLessThan(verification ?? 0)
})
