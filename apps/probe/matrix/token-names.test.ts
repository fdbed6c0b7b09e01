import { expect, test } from 'vitest'
import type { MatrixToken } from './token-matrix.ts'
import { namedTokens } from './token-names.ts'

const token: MatrixToken = {
  id: '',
  name: '',
  kind: 'access',
  owner: 'servicea',
  audience: ['serviceb'],
  scenarios: [7],
  isRevoked: false,
}

const nameOf = (more: Partial<MatrixToken>) => namedTokens([{ ...token, ...more }])[0]?.name

test.each<[Partial<MatrixToken>, string]>([
  [{}, 'A → B access'],
  [{ kind: 'plain', audience: ['serviceb', 'servicec'] }, 'A → B+C'],
  [{ isRevoked: true, flaw: 'expired' }, 'A → B access, revoked, expired'],
  [{ actor: 'serviceb', audience: ['servicec'] }, 'A by B → C access'],
  [{ kind: 'relay', audience: ['relay'], endpoints: [] }, 'A → relay no endpoint'],
  [{ kind: 'relay', audience: ['relay'], endpoints: ['serviceb'] }, 'A → relay to B'],
  [{ kind: 'person', owner: 'anna', audience: [], rights: 'r,w' }, 'anna person log=r,w'],
  [{ kind: 'login-access', owner: '11', audience: ['webui'] }, 'person 11 → webui login'],
  [{ kind: 'consumer', owner: '7bce93e1-0a90-4489-8bd1-000000000000', audience: [] }, 'consumer 7bce93e1'],
  [{ audience: ['https://localhost:5443/token/'] }, 'A → localhost:5443/… access'],
])('a token is called so that a person knows it: %j', (more, name) => {
  expect(nameOf(more)).toBe(name)
})

test('no two of a list have one name', () => {
  const names = namedTokens([token, { ...token, scenarios: [8] }, token]).map((each) => each.name)
  expect(names).toEqual(['A → B access', 'A → B access (2)', 'A → B access (3)'])
})
