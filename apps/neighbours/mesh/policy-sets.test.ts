import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '#core/clock'
import { LOGIN_ON_A_CLUSTER } from '#core/config/login-issuer'
import { USERS_ON_A_CLUSTER } from '#core/config/user-issuer'
import { createLog } from '#core/log'
import { randomId, type MeshPolicySet } from '#core/trace/context'
import { createPolicySets } from './policy-sets.ts'
import { readPolicyTexts } from './policy-texts.ts'
import { MESH_WORKLOADS } from './workloads.ts'

const texts = await readPolicyTexts()

const policyText = (kind: string, name: string, spec: string) =>
  `apiVersion: security.istio.io/v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: default}\nspec: ${spec}\n---\n`
const OPEN_TO_ALL = policyText('AuthorizationPolicy', 'open', '{rules: [{}]}')
const usersOf = (...addresses: string[]) =>
  addresses
    .map((jwksUri, at) =>
      policyText(
        'RequestAuthentication',
        `r${at}`,
        `{jwtRules: [{issuer: 'https://${at}.example', jwksUri: '${jwksUri}'}]}`,
      ),
    )
    .join('')

function openSets(
  answer: () => Promise<{ status: number; text: string }> = async () => ({ status: 200, text: '{"keys":[]}' }),
) {
  const clock = manualClock(0)
  const asked: { address: string; patience: number }[] = []
  const sets = createPolicySets({
    texts,
    users: USERS_ON_A_CLUSTER,
    login: LOGIN_ON_A_CLUSTER,
    clock,
    machine: clock,
    patience: { fetch: 2500 },
    log: createLog({ name: 'test', level: 'silent', format: 'json', clock, write: () => {} }),
    ask: (address, { patience }) => {
      asked.push({ address, patience })
      return answer()
    },
  })
  onTestFinished(() => sets.close())
  const rules = sets.rulesOf(MESH_WORKLOADS['backend-api'])
  /** The names of the policies that a request is held against. */
  const inForce = async (policies?: MeshPolicySet) => {
    const trace = { traceId: randomId(16), parentId: undefined, sampled: false, ...(policies && { policies }) }
    const { decider } = (await (await rules).forTrace?.(trace)) ?? (await rules).now
    return decider.policies.map(({ name }) => name)
  }
  const mode = async () => (await rules).now.peerMode(3000).mode
  return { sets, clock, asked, inForce, mode }
}

test('live policies are for whoever brings no policies of a play along, until they are ended', async () => {
  const { sets, inForce, mode } = openSets()
  const walk = ['allow-nothing', 'allow-webui-to-backend'] // of the backend; both gateways call the page
  expect([await inForce(), await mode()]).toEqual([walk, 'STRICT'])
  const text = OPEN_TO_ALL + policyText('PeerAuthentication', 'peers', '{mtls: {mode: PERMISSIVE}}')
  expect(await sets.live.use(text)).toEqual({
    mesh: 'live',
    policies: text,
    count: 2,
    since: '1970-01-01T00:00:00.000Z',
  })
  expect([await inForce(), await mode()]).toEqual([['open'], 'PERMISSIVE'])
  expect(await inForce('caller')).toEqual(walk)
  sets.forget() // its keys alone
  expect(await inForce()).toEqual(['open'])
  sets.live.end()
  expect([await inForce(), await mode(), sets.live.told()]).toEqual([walk, 'STRICT', { mesh: 'walk' }])
})

test('keys that are a minute old are asked for once more, by the clock of plays; without key sets nobody is asked', async () => {
  const { sets, clock, asked, inForce } = openSets()
  await sets.live.use(usersOf('http://one.example/jwks'))
  await inForce()
  expect(asked).toEqual([{ address: 'http://one.example/jwks', patience: 2500 }])
  clock.advance({ seconds: 59 })
  await inForce()
  expect(asked).toHaveLength(1)
  clock.advance({ seconds: 1 })
  await Promise.all([inForce(), inForce(), inForce()])
  expect(asked).toHaveLength(2)
  await sets.live.use(OPEN_TO_ALL)
  clock.advance({ minutes: 2 })
  await inForce()
  expect(asked).toHaveLength(2)
})

test('key sets that cannot be fetched are told', async () => {
  const { sets } = openSets(() => Promise.reject(new Error('nobody is there')))
  expect(await sets.live.use(usersOf('http://one.example/jwks?secret=1'))).toMatchObject({
    troubles: ['http://one.example/jwks: nobody is there'],
  })
})

test('policies whose authorizer nobody here can ask are told: what they match is refused', async () => {
  const { sets } = openSets()
  const ask = policyText('AuthorizationPolicy', 'ask', '{action: CUSTOM, provider: {name: opa}, rules: [{}]}')
  expect(await sets.live.use(ask)).toMatchObject({ unasked: ['default/ask: opa'] })
  expect(await sets.live.use(OPEN_TO_ALL)).not.toHaveProperty('unasked')
})

test.each<[string, string, RegExp]>([
  [
    'a key that stands twice',
    OPEN_TO_ALL.replace('{rules: [{}]}', '{rules: [], rules: []}'),
    /line 4, column \d+: .*twice/,
  ],
  ['nothing in it', '# a comment', /no policy in this text/],
  ['no YAML', '{', /this is no YAML/],
  [
    'a header that frames a message',
    policyText(
      'RequestAuthentication',
      'x',
      '{jwtRules: [{issuer: a, jwks: "{}", outputPayloadToHeader: content-length}]}',
    ),
    /./,
  ],
  [
    'too many policies',
    Array.from({ length: 201 }, (_, at) => policyText('PeerAuthentication', `p${at}`, '{}')).join(''),
    /201 policies/,
  ],
  ['too many key sets', usersOf(...Array.from({ length: 21 }, (_, at) => `http://k${at}.example/`)), /21 key sets/],
])('with %s they are refused, and the earlier ones stay', async (_what, text, words) => {
  const { sets, inForce } = openSets()
  await sets.live.use(OPEN_TO_ALL)
  await expect(sets.live.use(text)).rejects.toMatchObject({
    type: 'invalid-input',
    detail: expect.stringMatching(words),
  })
  expect([await inForce(), sets.live.told().policies]).toEqual([['open'], OPEN_TO_ALL])
})

test('of two that are set at once the later one holds, and what is ended meanwhile does not come into force', async () => {
  const { promise: answer, resolve } = Promise.withResolvers<{ status: number; text: string }>()
  const { sets, inForce } = openSets(() => answer)
  const early = sets.live.use(usersOf('http://one.example/jwks'))
  const late = sets.live.use(OPEN_TO_ALL)
  await late
  resolve({ status: 200, text: '{"keys":[]}' })
  await expect(early).rejects.toMatchObject({ type: 'conflict' })
  expect(await inForce()).toEqual(['open'])
  const ended = sets.live.use(usersOf('http://two.example/jwks'))
  sets.live.end()
  await expect(ended).rejects.toMatchObject({ type: 'conflict' })
  expect(sets.live.told()).toEqual({ mesh: 'walk' })
})

test('where the factory speaks for its own issuer, the users of the policies are its own, however they are quoted', async () => {
  const { readLivePolicies, withUsersOf } = await import('./live-policies.ts')
  const text = texts['token-optional'].replace(`'${USERS_ON_A_CLUSTER.issuer}'`, USERS_ON_A_CLUSTER.issuer)
  const { policies } = readLivePolicies(text)
  const here = { issuer: 'https://own.example' }
  const [users] = withUsersOf(policies, here, LOGIN_ON_A_CLUSTER).requestAuthentication
  expect(users?.rules.map(({ issuer }) => issuer)).toEqual(['https://own.example'])
  const ofLogin = readLivePolicies(texts.login).policies
  const [people] = withUsersOf(ofLogin, USERS_ON_A_CLUSTER, { ...here, audience: 'https://app' }).requestAuthentication
  expect(people?.rules).toMatchObject([{ issuer: 'https://own.example', audiences: ['https://app'] }])
})
