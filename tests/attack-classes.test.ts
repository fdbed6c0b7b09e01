import { expect, test } from 'vitest'
import { CATALOGUE } from '#attacks'
import { readVectors } from './support/vectors.ts'

// What both answers can be defended for, by the vectors: it is POLICY in the catalogue, and nothing else of the vectors is.

const { cases } = readVectors<{ cases: readonly { id: string; expect: 'accept' | 'reject' | 'policy' }[] }>('own/jwt-cases.json') // prettier-ignore
const classes = new Map(CATALOGUE.map((attack) => [attack.id, attack]))

/** The vectors have the profile of this project, which is stricter than what every service must do. Each says why in its row. */
const POLICY_FOR_OTHERS = {
  'exp-too-far': 'reject', // no standard has a service look at how long a token lives
  'ok-jti-max-age': 'accept', // a service may take young tokens alone
  'pop-dpop-as-bearer': 'reject', // and MUST where the service takes such tokens
  'pop-mtls-no-cert': 'reject', // the same
} as const

test('the classes of the catalogue are those of the vectors', () => {
  const different = cases.filter(({ id, expect: wanted }) => {
    const kind = classes.get(id)?.class
    return kind !== undefined && (kind === 'POLICY') !== (wanted === 'policy')
  })
  expect(Object.fromEntries(different.map(({ id, expect: wanted }) => [id, wanted]))).toEqual(POLICY_FOR_OTHERS)
})

test('a token that is bound to something must be refused by whoever takes such tokens', () => {
  expect(CATALOGUE.flatMap(({ id, mustWith }) => (mustWith ? [[id, mustWith]] : []))).toEqual([
    ['pop-dpop-as-bearer', 'dpop'],
    ['pop-mtls-no-cert', 'mtls'],
  ])
})
