import { expect, test } from 'vitest'
import { planText, sampleWith } from './sample.fixture.ts'

const inSession = (text: string) => ['            callbackPath: /callback\n', `            callbackPath: /callback\n            session: ${text}\n`] as const // prettier-ignore
const inServer = (text: string) => ['  destinationServer:\n', `  ${text}\n  destinationServer:\n`] as const

test.each<[string, readonly [string, string]]>([
  ['session.redis.keyPrefix', inSession('{redis: {keyPrefix: mine}}')],
  ['session.redis.options.host', inSession('{redis: {options: {host: "redis:6379"}}}')],
  ['session.redis.options.db', inSession('{redis: {options: {db: 3}}}')],
  ['session.redis.options.poolSize', inSession('{redis: {options: {poolSize: 7}}}')],
  ['session.cipherConfig', inSession('{redis: {}, cipherConfig: {keyRef: {name: auth0-client-secret}}}')],
  ['session.failOnFetchFailure', inSession('{failOnFetchFailure: true}')],
  ['spec.requestTimeout', inServer('requestTimeout: 2s')],
  ['spec.clearRouteCache', inServer('clearRouteCache: true')],
  ['spec.weight', ['  hosts:\n', '  weight: 5\n  hosts:\n']],
])('%s is taken, and a hint says that it has no effect', (path, change) => {
  const { faults, hints } = planText(sampleWith(change))
  expect(faults).toEqual([])
  expect(hints).toEqual([
    expect.stringMatching(new RegExp(`${path.replaceAll('.', '\\.')}: this has no effect here: `)),
  ])
})
