import { expect, test } from 'vitest'
import type { AttackRequest } from '#attacks'
import type { Outcome } from '../answer.ts'
import { answeredWith, noCredentials, refusal, senderOf, sideOf, tokenOf } from '../engine/target.fixture.ts'
import { discover } from './discover.ts'
import { sayDiscovery, sayGiven } from './say-discovery.ts'

/** What a target looks at: what it says against a token, or undefined. */
type Look = (header: Record<string, unknown>, claims: Record<string, unknown>) => string | undefined

const partOf = (token: string, at: number) =>
  JSON.parse(Buffer.from(token.split('.')[at] ?? '', 'base64url').toString())

/** A target that looks at what it is told to, and says why it refuses only where it is talkative. */
function targetOf(look: Look, isTalkative = false) {
  let asked = 0
  const sender = senderOf(async (request: AttackRequest): Promise<Outcome> => {
    asked++
    const token = tokenOf(request)
    if (token === undefined) return noCredentials()
    if (token.split('.').length !== 3) return refusal('malformed')
    const fault = look(partOf(token, 0), partOf(token, 1))
    if (fault === undefined) return answeredWith(200, { orders: [1], sub: 'somebody' })
    return isTalkative ? refusal(fault) : answeredWith(401, 'Unauthorized')
  })
  return { sender, asked: () => asked }
}

const run = (sender: ReturnType<typeof senderOf>, audiences: readonly string[] = []) =>
  discover({ sender, issuerSide: sideOf(), url: new URL('https://orders.test/orders/7'), audiences })

const strictly: Look = ({ typ, alg }, { aud, iss, exp }) => {
  if (alg !== 'ES256') return 'wrong algorithm'
  if (typ !== 'JWT') return 'wrong typ'
  if (iss !== 'https://factory.sandbox.test') return 'wrong issuer'
  if (aud !== 'orders') return 'wrong audience'
  return exp === undefined ? 'no exp' : undefined
}

test('who says why it refuses is understood at once', async () => {
  const { sender } = targetOf(strictly, true)
  const found = await run(sender)
  expect(found).toMatchObject({ isFound: true, guess: { audience: 'orders', type: 'JWT', algorithm: 'ES256' } })
  expect(found.isFound && found.members).toMatchObject([
    { name: 'audience', is: 'demanded' },
    { name: 'issuer', is: 'demanded' },
    { name: 'type', is: 'demanded', values: ['JWT'] },
    { name: 'scope', is: 'not-looked-at' },
    { name: 'algorithms', values: ['ES256'] },
    { name: 'claims', values: ['exp'] },
  ])
  expect(sayDiscovery(found).join('\n')).toContain(
    '--audience=orders --issuer=https://factory.sandbox.test --typ=JWT --algorithms=ES256',
  )
})

test('who says nothing is found by trying, where one or two things are other than usual', async () => {
  const { sender, asked } = targetOf(({ typ }, { aud }) => (aud === 'orders' && typ === 'JWT' ? undefined : 'no'))
  const found = await run(sender)
  expect(found).toMatchObject({ isFound: true, guess: { audience: 'orders', type: 'JWT' } })
  expect(asked()).toBeLessThan(100)
})

const audienceFirst: Look = ({ alg }, { aud }) => {
  if (alg !== 'ES256') return 'alg is not supported'
  return aud === 'orders' ? 'jwt issuer invalid' : 'jwt audience invalid'
}

test('where nothing is found, the answer that names the issuer tells most, whatever came last, and the audience is not blamed', async () => {
  const found = await run(targetOf(audienceFirst, true).sender)
  expect(found).toMatchObject({ isFound: false, said: '401: jwt issuer invalid', isRefused: true })
  expect(sayDiscovery(found).join('\n')).toMatch(/does it trust this issuer/)
})

test('what is not looked at is said', async () => {
  const { sender } = targetOf((_header, { iss }) => (iss === 'https://factory.sandbox.test' ? undefined : 'no'))
  const found = await run(sender)
  expect(found.isFound && found.members).toMatchObject([
    { name: 'audience', is: 'not-looked-at' },
    { name: 'issuer', is: 'demanded' },
    { name: 'type', is: 'not-looked-at' },
    { name: 'scope', is: 'not-looked-at' },
    { name: 'algorithms' },
    { name: 'claims', values: [] },
  ])
  expect(sayDiscovery(found).join('\n')).toMatch(/aud: not looked at.*Where that is meant.*--lax-type/s)
  expect(sayDiscovery(found).join('\n')).not.toMatch(/The same as options:.*--lax-type/)
})

test('an audience that is believed in a list alone is found in one, and said with the option for it', async () => {
  const { sender, asked } = targetOf(
    ({ typ }, { aud }) => (Array.isArray(aud) && aud[0] === 'orders' && typ === 'at+jwt' ? undefined : 'no'),
    false,
  )
  const found = await run(sender)
  expect(found).toMatchObject({ isFound: true, guess: { audience: 'orders', isAudienceList: true } })
  expect(found.isFound && found.members[0]).toEqual({ name: 'audience', is: 'demanded', values: ['["orders"]'] })
  expect(sayDiscovery(found).join('\n')).toContain('--audience=orders --audience-list --issuer')
  expect(asked()).toBeLessThan(115)
})

const wantsList: Look = ({ typ }, { aud }) => {
  if (typ !== 'JWT') return 'wrong typ'
  return Array.isArray(aud) && aud.includes('orders') ? undefined : 'the audience is wrong'
}

test('a list is found at once where the refusal is about the audience', async () => {
  const found = await run(targetOf(wantsList, true).sender)
  expect(found).toMatchObject({ isFound: true, guess: { type: 'JWT', audience: 'orders', isAudienceList: true } })
})

test('who takes an audience as a text and in a list is asked with a text, and both are said', async () => {
  const { sender } = targetOf((_header, { aud }) => ([aud].flat().includes('orders') ? undefined : 'no'))
  const found = await run(sender)
  expect(found.isFound && found.members[0]?.values).toEqual(['orders', 'the same in a list'])
  expect(sayDiscovery(found).join()).not.toContain('--audience-list')
})

test('who believes nobody is asked eighty times at most, and what it said is told', async () => {
  const { sender, asked } = targetOf(() => 'unknown key', true)
  const found = await run(sender)
  expect(found).toMatchObject({ isFound: false, said: '401: unknown key' })
  expect(asked()).toBeLessThanOrEqual(82)
})

test.each<[string, Look, boolean, readonly string[], RegExp]>([
  [
    'has an audience that is no guess, and is silent',
    (_h, { aud }) => (aud === 'x-1' ? undefined : 'no'),
    false,
    [],
    /--audience NAME/,
  ],
  [
    'has one, and says that it is the audience',
    (_h, { aud }) => (aud === 'x-1' ? undefined : 'wrong audience'),
    true,
    [],
    /--audience NAME/,
  ],
  ['speaks of the issuer alone', () => 'wrong issuer', true, [], /trust this issuer/],
  ['is silent, though its audience was said', () => 'no', false, ['orders'], /trust this issuer/],
])('who %s is told what to say, or what to look at', async (_what, look, isTalkative, audiences, why) => {
  const { sender } = targetOf(look, isTalkative)
  expect(await run(sender, audiences)).toMatchObject({ isFound: false, why: expect.stringMatching(why) })
})

test('who takes the second algorithm alone, and an audience that is not the first guess, is found in silence', async () => {
  const [, second] = sideOf().world().issuer?.algorithms ?? []
  const { sender } = targetOf(({ alg }, { aud }) => (alg === second && aud === 'orders' ? undefined : 'no'))
  expect(await run(sender)).toMatchObject({ isFound: true, guess: { audience: 'orders', algorithm: second } })
})

test('of a public path nothing can be found out', async () => {
  const sender = senderOf(async () => answeredWith(200, { hello: 'world' }))
  expect(await run(sender)).toMatchObject({ isFound: false, why: expect.stringContaining('public'), requests: 2 })
})

test('who is not there is told', async () => {
  const sender = senderOf(async () => ({ kind: 'unreachable', detail: 'refused' }))
  expect(await run(sender)).toMatchObject({ isFound: false, why: expect.stringContaining('nobody answers') })
})

test('in a black box what the token says is told, and nothing is tried', () => {
  const target = { ...sideOf().world().target, algorithms: ['ES256' as const] }
  expect(sayGiven(target)).toEqual(expect.arrayContaining([`  aud: ${target.audience}`, '  alg: ES256']))
})

test.each([429, 503])('a target that answers %i has said nothing, and that is told', async (status) => {
  const sender = senderOf(async (request) => (tokenOf(request) === undefined ? noCredentials() : answeredWith(status)))
  expect(await run(sender)).toMatchObject({ isFound: false, why: expect.stringContaining('--rate') })
})

test('a target that contradicts itself is not described', async () => {
  let believed = 0
  const sender = senderOf(async (request) => {
    const token = tokenOf(request)
    if (token === undefined || token.split('.').length !== 3) return noCredentials()
    return ++believed === 1 ? answeredWith(200, { orders: [1] }) : refusal('locked out')
  })
  expect(await run(sender)).toMatchObject({ isFound: false, why: expect.stringContaining('contradicts itself') })
})
