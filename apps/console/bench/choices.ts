import { titleOf } from '#core/trace/step'
import type { StandingTrust } from '#core/access/verifier'
import { isJudged, ROLES, type NumberedScenario, type TrustMode } from '#scenarios'
import { serviceTrust, type TrustSettings } from '../../service/verifiers/trust.ts'
import type { AskProcess } from '../live/ask.ts'
import type { BenchChoices, Destination, ExpectationPreset, SignerChoice } from '../pages/bench/bench-state.ts'

export interface ChoiceParts {
  ask: AskProcess
  config: TrustSettings
  scenarios: readonly NumberedScenario[]
  /** The clock of this machine, where nobody tells that of the sandbox. */
  now: () => number
}

/** What there is to choose from on the bench: it asks the factory, and does without it while it is down. */
export async function benchChoices({ ask, config, scenarios, now }: ChoiceParts): Promise<BenchChoices> {
  const [rings, listed, time] = await Promise.all([
    ask('jwt-factory', { method: 'GET', path: '/utils/keys' }).catch(sayTrouble),
    askQuietly(ask, '/control/clients'),
    sandboxTime(ask, now),
  ])
  const ringIds = 'trouble' in rings || !Array.isArray(rings.body) ? [] : (rings.body as string[]) // of our own factory
  const { issuers = [] } = Object(listed) as { issuers?: { name: string; url: string }[] }
  const known = issuers.length > 0 ? issuers : [{ name: '@', url: config.issuerUrl }]
  return {
    rings: ringIds,
    issuers: known.map(({ name, url }) => ({ name, url })),
    presets: presetsOf(config),
    signers: signersOf(ringIds, known),
    destinations: scenarios.flatMap(destinationsOf),
    now: time,
    ...('trouble' in rings && { trouble: rings.trouble }),
  }
}

const sayTrouble = (error: unknown) => ({ trouble: error instanceof Error ? error.message : 'The factory is away.' })

async function askQuietly(ask: AskProcess, path: string): Promise<unknown> {
  const answer = await ask('jwt-factory', { method: 'GET', path }).catch(() => undefined)
  return answer?.status === 200 ? answer.body : undefined
}

/** The time by which the factory makes tokens; that of this machine where it does not tell. */
export async function sandboxTime(ask: AskProcess, now: () => number): Promise<number> {
  const { clock } = Object(await askQuietly(ask, '/control')) as { clock?: { now?: string } }
  const told = Date.parse(clock?.now ?? '')
  return Number.isNaN(told) ? now() : told
}

const CALLEES = ['serviceb', 'servicec'] as const

const KINDS_OF_TOKEN: readonly { kind: keyof ReturnType<typeof serviceTrust>; label: string }[] = [
  { kind: 'plain', label: 'a token of a ring' },
  { kind: 'accessToken', label: 'an access token' },
  { kind: 'selfSigned', label: 'a token that its caller signed' },
]

function presetsOf(config: TrustSettings): ExpectationPreset[] {
  return CALLEES.flatMap((role) => {
    const trust = serviceTrust(role, config)
    return KINDS_OF_TOKEN.map(({ kind, label }) => ({
      id: `${role} ${kind}`,
      label: `${titleOf(role)}: ${label}`,
      ...expectedBy(trust[kind]),
    }))
  })
}

const expectedBy = ({ issuer, audience, type, required, maxLifetimeSeconds, leewaySeconds }: StandingTrust) => ({
  issuer,
  audience: String(audience),
  subject: '',
  type: [type].flat().join(' '),
  required: required.join(' '),
  maxLifetime: String(maxLifetimeSeconds),
  leeway: String(leewaySeconds),
})

function signersOf(rings: readonly string[], issuers: readonly { name: string }[]): SignerChoice[] {
  return [
    ...issuers.map(({ name }) => ({
      kind: 'issuer' as const,
      name,
      label: name === '@' ? 'the factory, as the main issuer' : `the factory, as the issuer ${name}`,
    })),
    ...rings.map((name) => ({ kind: 'ring' as const, name, label: `the factory, with the ring ${name}` })),
    ...ROLES.map((name) => ({ kind: 'service' as const, name, label: `${titleOf(name)}, with its own key` })),
    { kind: 'stranger', label: 'a stranger: a key that nobody knows' },
    { kind: 'nobody', label: 'nobody: alg none' },
    { kind: 'secret', label: 'a shared secret (HMAC)' },
    { kind: 'key', label: 'a private key of mine (PEM or JWK)' },
  ]
}

const HOW: Record<TrustMode, string> = {
  'ask-factory': 'asks the factory',
  'pinned-key': 'has the key of its caller',
  'key-set': 'has the key set',
  'access-token': 'wants an access token',
  introspection: 'asks about an access token',
}

/** A callee that leaves tokens to a sidecar takes none. */
const destinationsOf = (lesson: NumberedScenario): Destination[] =>
  isJudged(lesson)
    ? lesson.callees.map((to) => ({
        to,
        scenario: lesson.number,
        label: `${titleOf(to)}, scenario ${lesson.number}: ${HOW[lesson.trust]}`,
      }))
    : []
