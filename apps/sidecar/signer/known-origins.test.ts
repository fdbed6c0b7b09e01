import { expect, test } from 'vitest'
import { askedFor } from './asked-for.ts'
import { askedAudience } from './audience.ts'
import { createKnownOrigins, MOST_KNOWN_ORIGINS } from './known-origins.ts'

const origin = (url: string) => askedFor({ url, method: 'GET' } as Parameters<typeof askedFor>[0]).origin // it reads no more

test.each([
  'http://svc/x',
  'http://SVC:80/',
  'https://svc:8443?x',
  'http://u:p@a_b.c:81/',
  'http://[0:0::1]:80/',
  'https://x./',
])('of %s, the origin says the same as the whole address', (url) => {
  const { audience, target } = createKnownOrigins({})(origin(url))
  expect(audience).toBe(askedAudience('strict', { kind: 'absolute', url }))
  expect(`${target.protocol}://${target.authority}`).toBe(audience)
})

test('an origin is read once, and what clients ask for fills no memory', () => {
  const known = createKnownOrigins({})
  const first = known('http://svc')
  expect(known('http://svc')).toBe(first)
  for (let other = 0; other < MOST_KNOWN_ORIGINS; other++) known(`http://svc-${other}`)
  expect(known('http://svc')).not.toBe(first)
  expect(known('http://svc')).toEqual(first)
})

test('what is no host is none the second time either', () => {
  const known = createKnownOrigins({})
  for (let times = 0; times < 2; times++) expect(() => known('http://999.999.1.1')).toThrow(/^The target/)
})
