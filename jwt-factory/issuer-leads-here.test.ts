import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { leadingElsewhere, type LookUp } from './issuer-leads-here.ts'

const clock = manualClock(0)
const unknown: LookUp = () => Promise.reject(new Error('ENOTFOUND'))
const knows =
  (...addresses: string[]): LookUp =>
  async () =>
    addresses.map((address) => ({ address }))

const faultOf = async (url: string, lookUp: LookUp, open = false) =>
  (await leadingElsewhere({ url, open }, clock, lookUp)).map(({ variable, message }) => `${variable} ${message}`)[0]

const ELSEWHERE: [url: string, open: boolean, addresses: string[], fault: string][] = [
  ['http://issuer.localhost:5555', false, ['10.0.0.7'], 'is plain HTTP, .*"issuer.localhost" leads to 10.0.0.7'],
  ['http://issuer.test:5555', false, ['127.0.0.1', '10.0.0.7'], 'is plain HTTP, .*"issuer.test" leads to 10.0.0.7'],
  ['http://issuer.test:5555', false, ['::1', '2001:db8::1'], '"issuer.test" leads to 2001:db8::1'],
  ['http://issuer.localhost', true, ['0.0.0.0'], 'is plain HTTP, .*leads to 0.0.0.0'],
  ['https://issuer.example', true, ['203.0.113.7'], 'is that of an open issuer .*"issuer.example" leads to 203'],
  ['https://203.0.113.7:5443', true, [], 'is that of an open issuer .*203.0.113.7 is another'],
]

test.each(ELSEWHERE)('%s (open: %s), which leads to %j, is refused', async (url, open, addresses, fault) => {
  expect(await faultOf(url, knows(...addresses), open)).toMatch(new RegExp(`^FACTORY_URL .*${fault}.*: use localhost$`))
})

test.each<[url: string, open: boolean, lookUp: LookUp]>([
  ['http://issuer.localhost:5555', false, knows('127.0.0.1', '::1')],
  ['http://issuer.test:5555/a', false, knows('127.8.8.8')],
  ['http://issuer.localhost:5555', false, unknown],
  ['http://issuer.test:5555', true, unknown],
  ['http://localhost:5555', false, unknown],
  ['http://[::1]:5555', true, unknown],
  ['https://issuer.example', false, knows('203.0.113.7')],
])('%s (open: %s) is taken', async (url, open, lookUp) => {
  expect(await faultOf(url, lookUp, open)).toBeUndefined()
})

test('a name service that does not answer holds no start up', async () => {
  const moved = manualClock(0)
  const asked = leadingElsewhere({ url: 'http://a.localhost', open: false }, moved, () => new Promise(() => {}))
  moved.advance({ seconds: 2 })
  expect(await asked).toEqual([])
})
