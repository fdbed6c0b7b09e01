import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { loginTermsOf, markedAsPerson } from './login-terms.ts'

const asking = (tracestate?: string) => {
  const headers = tracestate === undefined ? {} : { tracestate }
  const rawHeaders = ['Host', 'x', ...(tracestate === undefined ? [] : ['TraceState', tracestate])]
  return { headers, rawHeaders } as unknown as IncomingMessage // all that is looked at
}

test('whoever comes without a play is marked once, and what others say there stays', () => {
  const own = 'jwt-sandbox=policies-login-people'
  expect(markedAsPerson(asking()).rawHeaders).toEqual(['Host', 'x', 'tracestate', own])
  const { headers, rawHeaders } = markedAsPerson(asking('other=1'))
  expect([headers['tracestate'], rawHeaders]).toEqual([`${own},other=1`, ['Host', 'x', 'tracestate', `${own},other=1`]])
  const played = asking('jwt-sandbox=policies-login')
  expect(markedAsPerson(played).rawHeaders).toEqual(['Host', 'x', 'TraceState', 'jwt-sandbox=policies-login'])
})

test.each([
  [undefined, 'own'],
  ['jwt-sandbox=policies-login+login-later', 'later'],
  ['jwt-sandbox=login-api', 'api'],
  ['jwt-sandbox=login-jwt-alone', 'own'],
  ['jwt-sandbox=login-nonsense', 'own'],
])('%s asks for the gateway %s', (tracestate, terms) => {
  expect(loginTermsOf(asking(tracestate))).toBe(terms)
})
