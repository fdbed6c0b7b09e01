import { expect, test } from 'vitest'
import { startIssuer } from './start-issuer.ts'

const any = (value: unknown) => value as never // what a test without types may write

const IS_STOPPED = /^The issuer has been stopped: ask before stop\(\)/

test('after its stop an issuer says that it is stopped, and tells what it has seen', async () => {
  const issuer = await startIssuer({ tls: false })
  await issuer.fetch(issuer.jwksUri)
  const tester = issuer.person('tester')
  await issuer.stop()
  for (const call of [
    () => issuer.token(),
    () => issuer.bad('exp-past'),
    () => issuer.attempts('exp-past'),
    () => issuer.must(),
    () => issuer.fault('jwks', 'down'),
    () => issuer.clock.advance('1m'),
    () => issuer.clock.back(),
    () => issuer.keys.rotate(),
    () => issuer.issuer('other').token(),
    () => issuer.reset(),
    () => issuer.person('stoke').login(),
    () => tester.login(),
    () => issuer.fetch(issuer.jwksUri),
  ])
    await expect(Promise.resolve(call()), String(call)).rejects.toThrow(IS_STOPPED)
  expect(() => issuer.trustHere()).toThrow(IS_STOPPED)
  expect(issuer.requests('jwks').count).toBe(1)
})

test('what is no value of an option is told in a sentence', async () => {
  await expect(startIssuer({ audiences: any([]) })).rejects.toThrow('audiences names one of your services at least')
  await using issuer = await startIssuer({ tls: false })
  for (const [call, said] of [
    [() => issuer.token({ expiresIn: Number.NaN }), 'NaN is no time'],
    [() => issuer.token().expired(any(null)), 'null is no time'],
    [() => Reflect.apply(issuer.bad, issuer, [null]), 'There is no case null.'],
    [() => issuer.bad('exp-past', any(null)), 'exp-past takes its options as an object'],
    [() => issuer.fault(any(null), 'down'), 'There is no route null.'],
    [() => issuer.fault('jwks', any(null)), 'There is no fault null.'],
    [() => issuer.requests(any(null)), 'There is no route null.'],
  ] as const)
    await expect(new Promise((resolve) => resolve(call())), said).rejects.toThrow(said)
})
