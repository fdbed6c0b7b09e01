import { createPublicKey, KeyObject } from 'node:crypto'
import type { AskedRequest, Dialect, Identity, RequestContext } from '#core/access/dialect'
import type { KongCredential } from '#core/access/dialects/kong/consumer'
import { kongPlugin } from '#core/access/dialects/kong/plugin'
import { meshRule } from '#core/access/dialects/mesh/rule-dialect'
import { pikoDialect } from '#core/access/dialects/piko/piko'
import { stokeDialect, type StokeParts } from '#core/access/dialects/stoke/stoke'
import { loadMeshKeys } from '#core/access/load-mesh-keys'
import { decideBy } from '#core/access/run-dialect'
import { createStokeKeys } from '#core/access/stoke-keys'
import { createSidecarAccess } from '#core/access/sidecar-access'
import { manualClock } from '#core/clock'
import { readYaml } from '#core/config/yaml-text'
import { compileMesh } from '#core/policy/mesh/decider'
import { MESH_DEFAULTS } from '#core/policy/mesh/model'
import { readMeshPolicies } from '#core/policy/mesh/read-policies'
import { publicKeyFrom } from '#core/token/gateway-algorithms'
import { UNHEARD } from '#core/trace/look'
import { pluginEntry } from '../../gateway/config/plugin-block.ts'
import { givenFlags } from '../../relay/config/relay-flags.ts'
import { readRelayConfig } from '../../relay/config/read-relay-config.ts'
import { createPikoKeySet } from '../../relay/keys/piko-key-set.ts'
import { pikoStaticKeys } from '../../relay/keys/port-keys.ts'
import { readSidecarConfig } from '../../sidecar/config/read-sidecar-config.ts'
import { laxKey } from '../../sidecar/keys/lax-key.ts'
import { judgeBy, type JudgingSystem } from '../judge-by.ts'
import type { Judgement, Question } from '../judgement.ts'
import type { FieldJudge } from './lax/laxities.ts'

/** A system of the field, with a setting as its own reader reads it, or without any. */
type SystemWith = (question: Question, setting: string | undefined) => Promise<Decide>
type Decide = Pick<JudgingSystem, 'description' | 'decide'>

const PLACE = { folder: '/nowhere' }

function by<E, I extends Identity>(dialect: Dialect<E, I>): Decide {
  const decide = (request: AskedRequest, context: RequestContext) => decideBy(dialect, request, { context, log: UNHEARD }) // prettier-ignore
  return { description: dialect, decide }
}

const firstKey = ({ keys: { keys } }: Question) => keys[0] ?? missing('a key')

function missing(what: string): never {
  throw new Error(`${what} is missing`)
}

const pemOf = (question: Question) => KeyObject.from(firstKey(question).publicKey).export({ type: 'spki', format: 'pem' }).toString() // prettier-ignore

const kong =
  (claims: readonly string[] = []): SystemWith =>
  async (question, setting) => {
    const own = { name: 'jwt', config: { claims_to_verify: claims } }
    const read = readYaml(setting ?? JSON.stringify({ plugins: [own] }))
    if (read.faults.length > 0) throw new Error(read.faults[0]?.message)
    const plugin = pluginEntry.parse((read.value as { plugins: unknown[] }).plugins[0]) // as the setting has it
    if (plugin.name !== 'jwt') throw new Error('the plugin is another one')
    const { config } = plugin
    const { kid, algorithm } = firstKey(question)
    const name = config.keyClaimName === 'kid' ? kid : question.expected.issuer
    const consumer = { id: 'caller' }
    const key = publicKeyFrom(pemOf(question), algorithm as never) // of these tests: RS256
    const credential = { id: 'c', key: name, consumerId: 'caller', algorithm, keyFor: () => key } as KongCredential
    const findCredential = (asked: string) => (asked === name ? credential : undefined)
    return by(kongPlugin({ config, now: () => question.now, findCredential, findConsumer: () => consumer }))
  }

const PARSER_OPTIONS: Readonly<Record<string, (value: string) => Partial<StokeParts>>> = {
  WithIssuer: (text) => ({ issuer: JSON.parse(text) }),
  WithAudience: (text) => ({ audience: JSON.parse(text) }),
  WithExpirationRequired: () => ({ expirationRequired: true }),
  WithIssuedAt: () => ({ issuedAtChecked: true }),
  WithValidMethods: (list) => ({ validMethods: JSON.parse(list.replace(/^\[\]string\{(.*)\}$/, '[$1]')) }),
}

const stoke: SystemWith = async (question, setting) => {
  const [, name = '', value = ''] = /^jwt\.(\w+)\((.*)\)$/.exec(setting ?? '') ?? []
  const option = PARSER_OPTIONS[name]
  if (setting !== undefined && !option) missing(`a parser option ${setting}`)
  const parts = option?.(value)
  const now = () => question.now
  const keys = createStokeKeys({ fetchKeySet: async () => question.keys.jwks, now, log: UNHEARD })
  return by(stokeDialect({ keys, now, ...parts }))
}

/** The flags that a setting has, in place of the key where it names a key set. */
const piko: SystemWith = async (question, setting) => {
  const [option, value = ''] = setting?.split(' ') ?? []
  const isSet = option?.includes('.jwks.') === true
  const flags = givenFlags({
    ...(!isSet && { 'proxy.auth.rsa-public-key': pemOf(question) }),
    ...(option !== undefined && { [option.replace(/^--/, '')]: value }),
  })
  const { proxy } = await readRelayConfig({ file: 'test', place: PLACE, flags, dialect: 'piko' })
  const { keys, audience, issuer } = proxy.auth ?? missing('auth')
  const clock = manualClock(question.now)
  const ask = async () => ({ status: 200, headers: {}, body: question.keys.jwks })
  const found =
    keys.kind === 'static'
      ? pikoStaticKeys(keys)
      : createPikoKeySet({ ask, clock, log: UNHEARD, issuerName: '', cacheTtl: 1000 })
  return by(pikoDialect({ keys: found, now: () => question.now, ...(audience !== undefined && { audience }), ...(issuer !== undefined && { issuer }) })) // prettier-ignore
}

const mesh: SystemWith = async (question, setting) => {
  const own = JSON.stringify({
    apiVersion: 'security.istio.io/v1',
    kind: 'RequestAuthentication',
    metadata: { name: 'own' },
    spec: { jwtRules: [{ issuer: question.expected.issuer }] },
  })
  const isRule = setting?.includes('kind: RequestAuthentication') === true
  const text = isRule ? setting : setting === undefined ? own : `${own}\n---\n${setting}`
  const { policies, faults } = readMeshPolicies([{ file: 'test', text }])
  if (faults.length > 0) throw new Error(faults[0]?.message)
  const { keys } = await loadMeshKeys(question.keys.jwks)
  const rule = policies.requestAuthentication[0]?.rules[0] ?? missing('a rule')
  const { description, decide } = by(meshRule({ rule, keys: () => keys, now: () => question.now }))
  const workload = { namespace: 'default', name: 'b', labels: {}, serviceAccount: 'b' }
  const decider = compileMesh(policies.authorization, workload, MESH_DEFAULTS)
  return {
    description,
    async decide(request, context) {
      const decision = await decide(request, context)
      if (decision.kind === 'refused') return decision
      const claims = 'claims' in decision ? { claims: decision.claims as Record<string, unknown> } : {}
      const facts = { protocol: 'http', method: 'GET', path: '/', host: 'b', headers: {}, port: 80, ...claims } as const
      if (decider.decide(facts).decision === 'allow') return decision
      return { kind: 'refused', reason: 'policy', answer: { status: 403, headers: {}, body: '' } }
    },
  }
}

const isYamlBlock = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Members of blocks are laid over each other. */
function merged(one: unknown, other: unknown): unknown {
  if (Array.isArray(one) && Array.isArray(other)) return one.map((each, at) => merged(each, other[at]))
  if (!isYamlBlock(one) || !isYamlBlock(other)) return other === undefined ? one : other
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return Object.fromEntries([...names].map((name) => [name, merged(one[name], other[name])]))
}

const jwtproxy: SystemWith = async (question, setting = '{}') => {
  const key = firstKey(question)
  const verifier = {
    upstream: 'http://localhost:1',
    audience: question.expected.audience,
    max_skew: '20m',
    max_ttl: '1000h',
    nonce_storage: { type: 'none' },
    key_server: { type: 'keyregistry', options: { registry: 'http://localhost:1/' } },
  }
  const file = { jwtproxy: { verifier_proxies: [{ dialect: 'jwtproxy', verifier }] } }
  const text = JSON.stringify(merged(file, readYaml(setting).value))
  const { verifiers } = readSidecarConfig(text, 'test', PLACE)
  const config = verifiers[0] ?? missing('a verifier')
  const clock = manualClock(question.now)
  const known = createPublicKey(pemOf(question))
  const findLax = async (_issuer: string, kid: string) =>
    kid.toLowerCase() === key.kid?.toLowerCase() ? laxKey(known) : ({ kind: 'no-matching-key' } as const)
  return createSidecarAccess({ ...config, dialect: 'jwtproxy' }, { clock, log: UNHEARD, findLax })
}

const FIELD_SYSTEMS: Readonly<Record<FieldJudge, SystemWith>> = {
  jwtproxy,
  stoke,
  piko,
  kong: kong(),
  'kong-exp-nbf': kong(['exp', 'nbf']),
  mesh,
}

/**
 * What a system says of a question.
 * @param setting as an explanation has it; its own reader takes it, or this throws. Absent: as it is without any
 */
export async function askFieldSystem(judge: FieldJudge, question: Question, setting?: string): Promise<Judgement> {
  return judgeBy({ judge, ...(await FIELD_SYSTEMS[judge](question, setting)) }, question)
}
