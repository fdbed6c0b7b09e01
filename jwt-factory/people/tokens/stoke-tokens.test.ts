import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { stokeDialect } from '#core/access/dialects/stoke/stoke'
import { decideBy } from '#core/access/run-dialect'
import { silent } from '#core/trace/recorder'
import { believed, openTokens, payloadText, PEOPLE_NOW, STEPHEN } from './tokens.fixture.ts'

test('k2, k1, k0, and then no more', async () => {
  const { stoke } = openTokens()
  const chain = [await stoke.login(STEPHEN, {})]
  for (let times = 0; times < 2; times++) {
    const last = chain.at(-1)
    if (last) chain.push(await stoke.renew(believed(last), last.refresh))
  }
  expect(chain.map((each) => believed(each).claims['jti'])).toEqual(['k2', 'k1', 'k0'])
  const [, , last] = chain
  if (!last) return expect.unreachable('there are three')
  await expect(stoke.renew(believed(last), last.refresh)).rejects.toMatchObject({ reason: 'no-renewal-left' })
})

test('another claim may count, and without a limit none does', async () => {
  const counting = openTokens({ countClaim: 'left', renewals: 1 }).stoke
  const first = await counting.login(STEPHEN, {})
  expect(believed(first).claims).toMatchObject({ left: 'k1' })
  expect(believed(first).claims).not.toHaveProperty('jti')
  expect(believed(await counting.renew(believed(first), first.refresh)).claims).toMatchObject({ left: 'k0' })
  const free = openTokens({ renewals: 0 }).stoke
  let last = await free.login(STEPHEN, {})
  expect(believed(last).claims).not.toHaveProperty('jti')
  for (let times = 0; times < 5; times++) last = await free.renew(believed(last), last.refresh)
  expect(believed(last).claims['exp']).toBe(PEOPLE_NOW + 6 * 1800)
})

test.each(['k', 'k-1', 'k02', 'K2', '2', 'k2 ', 2, undefined, `k${'9'.repeat(30)}`])(
  'a claim that counts nothing is not renewed: %j',
  async (jti) => {
    const { stoke } = openTokens()
    const issued = await stoke.login(STEPHEN, {})
    const token = { text: issued.token, claims: { ...believed(issued).claims, jti } }
    await expect(stoke.renew(token, issued.refresh)).rejects.toMatchObject({ reason: 'no-renewal-left' })
  },
)

test('a refresh value is a signature over the whole token, padded, by any key of the set', async () => {
  const { stoke, rotate } = openTokens()
  const [issued, other] = [await stoke.login(STEPHEN, {}), await stoke.login({ ...STEPHEN, username: 'x' }, {})]
  expect(issued.refresh).toMatch(/^[\w-]{86}==$/)
  const refused = (refresh: string) => expect(stoke.renew(believed(issued), refresh)).rejects.toMatchObject({ reason: 'unknown-refresh' }) // prettier-ignore
  await refused(other.refresh)
  await refused(issued.refresh.slice(0, -2)) // without padding
  await refused(issued.refresh.replaceAll('=', ''))
  await refused('')
  await refused('A'.repeat(2000))
  await refused(issued.token.split('.')[2] ?? '')
  rotate(true)
  const renewed = await stoke.renew(believed(issued), issued.refresh)
  expect(Buffer.from(renewed.token.split('.')[0] ?? '', 'base64url').toString()).toContain('"alg":"ES384"')
  rotate(false)
  await refused(issued.refresh)
  await stoke.renew(believed(renewed), renewed.refresh)
})

test('the weaknesses: a value comes twice, ends are added up, and the directory is not asked', async () => {
  const { stoke, world, clock } = openTokens()
  const issued = await stoke.login(STEPHEN, {})
  world.people.delete(STEPHEN.id)
  const fork = [
    await stoke.renew(believed(issued), issued.refresh),
    await stoke.renew(believed(issued), issued.refresh),
  ]
  expect(fork.map((each) => payloadText(each))).toEqual([
    payloadText(fork[0] ?? issued),
    payloadText(fork[0] ?? issued),
  ])
  expect(believed(fork[0] ?? issued).claims).toMatchObject({ stk: 'S', exp: PEOPLE_NOW + 3600, jti: 'k1' })
  clock.advance({ minutes: 29 })
  world.end = clock.now()
  expect(believed(await stoke.renew(believed(issued), issued.refresh)).claims['exp']).toBe(PEOPLE_NOW + 3600) // ST-13
})

test('tokens of both dialects are read by the client of Stoke, with any of several values', async () => {
  const { stoke, strict, world, clock } = openTokens({
    audience: ['all'],
    saysIssuedAt: true,
    saysNotBefore: true,
  })
  const context = { trace: { traceId: 'a'.repeat(32), parentId: undefined, sampled: false }, recorder: silent, deadline: Infinity } // prettier-ignore
  const keysFor = () => world.published.map(({ verification }) => verification)
  const ask = async (token: string, is: string) => {
    const dialect = stokeDialect({ keys: { keysFor }, needs: { all: [{ claim: 'log', is }] }, now: clock.now })
    const request = { authorization: [`Bearer ${token}`], method: 'GET', target: '/' }
    return (await decideBy(dialect, request, { context, log: { warn() {} } })).kind
  }
  for (const each of [stoke, strict]) {
    const issued = await each.login(STEPHEN, {})
    const renewed = await each.renew(believed(issued), issued.refresh)
    for (const { token } of [issued, renewed]) expect([await ask(token, 'w'), await ask(token, 'x')]).toEqual(['believed', 'refused']) // prettier-ignore
  }
})
