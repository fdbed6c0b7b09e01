import { describe, expect, test } from 'vitest'
import { readArguments } from '#core/process/command-line'
import { chooseCases, sayKeySetWaits } from './choose-cases.ts'
import { readProbeOptions } from './options.ts'
import { PROBE_LINE } from './probe-line.ts'

const read = (...args: string[]) => readProbeOptions(readArguments(args, PROBE_LINE))

/** Which cases these arguments send, and which they leave out. */
const chosenBy = (...args: string[]) => {
  const { cases, whyLeftOut } = chooseCases(read('x', ...args))
  const sent = cases.filter((attack) => whyLeftOut(attack) === undefined)
  const leftOut = cases.filter((attack) => !sent.includes(attack))
  return { sent, waiting: sent.filter(({ needs }) => needs.includes('key-set')), leftOut, whyLeftOut }
}

test('a target that asks for each key by its key id is sent no token without one', () => {
  const { expected, ...options } = read('x', '--key-by-id')
  const { cases, whyLeftOut } = chooseCases({ ...options, ...expected })
  const without = cases.filter((attack) => whyLeftOut(attack)?.includes('RFC 7515') === true)
  expect(without.map(({ id }) => id)).toEqual(['ok-kid-missing-single'])
  expect(chosenBy().leftOut.map(({ id }) => id)).not.toContain('ok-kid-missing-single')
})

test('where no typ is demanded, a token without one is a good one and no bad one', () => {
  const { expected, ...options } = read('x', '--lax-type')
  const { cases, whyLeftOut } = chooseCases({ ...options, ...expected, isTypeLax: expected.also.has('lax-type') })
  const leftOut = cases.filter((attack) => whyLeftOut(attack)?.includes('--lax-type') === true)
  expect(leftOut.map(({ id }) => id)).toEqual(['type-typ-jwt', 'type-typ-missing'])
  expect(chosenBy().leftOut.map(({ id }) => id)).not.toContain('type-typ-jwt')
})

describe('what is said at the terminal', () => {
  test('a service elsewhere is asked gently, and one on this machine as fast as it answers', () => {
    expect(read('--url', 'https://orders.sandbox.test/').rate).toBe(5)
    expect(read('--url', 'https://localhost:8443/a').rate).toBe('max')
    expect(read('--url', 'http://[::1]:8443/a', '--rate', '2').rate).toBe(2)
    expect(read('--curl', "curl -H 'Origin: http://localhost' https://orders.sandbox.test/").rate).toBe(5)
    expect(read('--curl', 'curl http://127.0.0.1:1/').rate).toBe('max')
    expect(read('--curl', 'curl --no-such').rate).toBe(5)
  })

  test('a token in a body is a member of a JSON object, and at no other place', () => {
    expect(read('x', '--token-in', 'body:token', '--body', '{"aud":"b"}').request.tokenMember).toBe('token')
    expect(() => read('x', '--token-in', 'query:token')).toThrow('body:NAME')
    expect(() => read('x', '--token-in', 'body:token', '--header', 'X-Token')).toThrow('at one place')
    expect(() => read('x', '--token-in', 'body:token', '--body', 'a=b')).toThrow('JSON object')
  })

  test('a name that HTTP cannot have is refused at once', () => {
    for (const method of ['PO ST', 'GET\n', '']) expect(() => read('x', '--method', method)).toThrow('--method')
    expect(() => read('x', '--token-in', 'body:a\r\nX: y')).toThrow('--token-in')
    expect(() => read('x', '--header', 'X Y')).toThrow('--header')
    expect(() => read('x', '--extra-header', 'A: b\r\nX: y')).toThrow('--extra-header')
    expect(read('x', '--method', 'propfind').request.method).toBe('PROPFIND')
  })

  test('a service is asked by the factory of the sandbox, without what costs much', () => {
    const options = read('--url', 'http://localhost:1/')
    expect(options).toMatchObject({
      url: 'http://localhost:1/',
      issuer: { kind: 'factory' },
      patienceSeconds: 0,
    })
    const { cases, whyLeftOut } = chooseCases(options)
    expect(cases.length).toBeGreaterThan(300)
    const sent = cases.filter((attack) => whyLeftOut(attack) === undefined)
    expect(sent.some(({ family, needs }) => family === 'cost' || needs.includes('key-set'))).toBe(false)
    expect(sent.length).toBeGreaterThan(280)
  })

  test('a word behind --lifetimes is its value, wherever the address stands, and no other word is dropped', () => {
    expect(read('--url', 'http://localhost:1/', '--lifetimes', '70').patienceSeconds).toBe(70)
    expect(read('http://localhost:1/', '--lifetimes', '70').patienceSeconds).toBe(70)
    expect(read('--lifetimes', '70', 'http://localhost:1/').patienceSeconds).toBe(70)
    expect(read('--lifetimes', 'http://localhost:1/')).toMatchObject({
      url: 'http://localhost:1/',
      patienceSeconds: 60,
    })
    expect(() => read('--url', 'http://localhost:1/', '--keys', '70')).toThrow('"70" is one too many')
    expect(() => read('--curl', 'curl http://localhost:1/', '--lifetimes', '70')).toThrow('--lifetimes=70?')
  })

  test('the address may be the one word', () => {
    expect(read('http://localhost:1/').url).toBe('http://localhost:1/')
  })

  test('cases and families are chosen and left out', () => {
    const { cases, whyLeftOut } = chooseCases(
      read('x', '--only', 'time,sig-random', '--only', 'cost', '--skip', 'exp-past'),
    )
    expect(new Set(cases.map(({ family }) => family))).toEqual(new Set(['signature', 'time', 'cost']))
    expect(cases.filter((attack) => whyLeftOut(attack)).map(({ id }) => id)).toEqual(['exp-past'])
  })

  test('the name of a family sends no case that waits for a key set; its id does, or --keys, and how long is said before', () => {
    const families = chosenBy('--only', 'life,signature,key,good')
    expect(families.waiting).toEqual([])
    expect(sayKeySetWaits(families.sent)).toBeUndefined()
    expect(families.leftOut.length).toBeGreaterThan(15)
    expect(new Set(families.leftOut.map(families.whyLeftOut))).toEqual(new Set([expect.stringMatching(/--keys/)]))
    const named = chosenBy('--only', 'life,life-jwks-empty')
    expect(named.waiting.map(({ id }) => id)).toEqual(['life-jwks-empty'])
    expect(sayKeySetWaits(named.sent)).toMatch(/^1 case changes .* 2 minutes at most/)
    const all = chosenBy('--only', 'life', '--keys')
    expect(all.leftOut).toEqual([])
    expect(sayKeySetWaits(all.sent)).toMatch(/^7 cases change .* 14 minutes at most/)
  })

  test('what the target has becomes what its cases need', () => {
    const { also } = read('x', '--one-use', '--scope', 'orders.read', '--actor', 'servicea').expected
    expect([...also].toSorted()).toEqual(['actors', 'one-use', 'scope'])
  })

  test('lists, pairs and markers are read', () => {
    const options = read(
      'x',
      '--algorithms=RS256,ES256',
      '--extra-header=X-Tenant: one',
      '--claim=role=reader',
      '--accepted-when=json:user.name=anna',
      '--rate=max',
      '--lifetimes',
    )
    expect(options).toMatchObject({
      expected: { algorithms: ['RS256', 'ES256'], claims: { role: 'reader' } },
      request: { extraHeaders: [['X-Tenant', 'one']] },
      marker: { in: 'json', path: ['user', 'name'], value: 'anna' },
      rate: 'max',
      patienceSeconds: 60,
    })
  })

  test.each<[RegExp, ...string[]]>([
    [/needs the address/],
    [/--factory or --token/, 'x', '--factory', 'http://localhost:3000', '--token', 'a.txt'],
    [/"audience"\. The families are signature, algorithm,.*, good\./, 'x', '--only', 'audience'],
    [/Did you mean exp-past/, 'x', '--only', 'exp-pst'],
    [/"HS256" is no algorithm/, 'x', '--algorithms', 'HS256'],
    [/--rate is a number/, 'x', '--rate', 'fast'],
    [/--leeway is a whole number/, 'x', '--leeway', '1.5'],
    [/--extra-header is NAME: VALUE/, 'x', '--extra-header', 'X-Tenant'],
    [/--accepted-when is header:NAME/, 'x', '--accepted-when', 'cookie'],
  ])('%s', (sentence, ...args) => {
    expect(() => read(...args)).toThrow(sentence)
  })
})
