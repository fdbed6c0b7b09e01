import { expect, test } from 'vitest'
import { groupRoutes } from './route-groups.ts'

test('routes stand under the heading of what they are for, and none is lost', () => {
  const paths = [
    '/registry/services/{service}/keys',
    '/hello',
    '/token',
    '/.well-known/jwks.json',
    '/control/clock',
    '/keys/{ringId}',
    '/scenario1',
    '/scenario1-server',
  ]
  const groups = groupRoutes([...paths, '/verify/{ringId}', '/tokens'].map((path) => ({ path })))
  expect(groups.map(([title, members]) => `${title}: ${members.map(({ path }) => path).join(' ')}`)).toEqual([
    'Scenarios: /scenario1',
    'What a scenario calls here: /scenario1-server',
    'Tokens: /verify/{ringId}',
    'OAuth: /token /.well-known/jwks.json',
    'Keys: /keys/{ringId}',
    'Key registry: /registry/services/{service}/keys',
    'Control: /control/clock',
    'Further: /hello /tokens',
  ])
})
