import type { AttackNeed } from '#attacks'
import { portsOf } from '#core/config/process-settings'
import type { Config } from '#core/config/setting'
import { GUEST_ROLES, isGuest } from '#core/config/guest-services'
import { isLocalUrl, isSamePlace } from '#core/http/local'
import { isJudged, isRole, loadScenarios, type Role, type TrustMode } from '#scenarios'
import { serviceTrust, type ServiceTrust } from '../service/verifiers/trust.ts'
import type { probeSettings } from './config.ts'
import type { ExpectedToken } from './options.ts'

/** What a path of the sandbox expects, which is known here: nobody has to say it. */
type OwnExpected = Partial<ExpectedToken> & { readonly audience: string }

const TRUSTED_THERE: Record<Exclude<TrustMode, 'pinned-key'>, keyof ServiceTrust> = {
  'ask-factory': 'plain',
  'key-set': 'plain',
  'access-token': 'accessToken',
  introspection: 'accessToken',
}

/**
 * What a service of the sandbox expects of a good token on the path of a scenario, as its trust mode says.
 * @returns undefined for a target that is none of the sandbox's services, and for their other paths
 * @throws Error that names paths which can be probed, for a scenario whose tokens nobody here can have signed
 */
export async function ownService(url: URL, config: Config<typeof probeSettings>): Promise<OwnExpected | undefined> {
  const role = ownName(url, config)
  const number = Number(/^\/scenario(\d+)-server$/.exec(url.pathname)?.[1])
  if (!isRole(role) || Number.isNaN(number)) return undefined
  const scenarios = await loadScenarios()
  const scenario = scenarios.find((each) => each.number === number)
  if (!scenario) return undefined
  const kind = isJudged(scenario) && scenario.trust !== 'pinned-key' ? TRUSTED_THERE[scenario.trust] : undefined
  if (kind === undefined) {
    const others = scenarios.flatMap((each) =>
      isJudged(each) && each.trust !== 'pinned-key' ? `/scenario${each.number}-server` : [],
    )
    throw new Error(
      `${whyNotProbed(scenario.trust === 'pinned-key', number)} Probe another path: ${others.join(', ')}. Or say what it expects: --audience.`,
    )
  }
  const { issuer, type } = serviceTrust(role, config)[kind]
  const known = {
    audience: role,
    otherAudience: otherThan(role),
    issuer,
    type: String(type), // each of the three has one
    ...(!isGuest(config, role) && { leewaySeconds: config.leewaySeconds }),
  }
  if (kind === 'accessToken') {
    const also: AttackNeed[] = scenario.trust === 'introspection' ? ['revocation'] : []
    return { ...known, also: new Set(also), ...(scenario.trust === 'introspection' && ASKS) }
  }
  return {
    ...known,
    ring: scenario.caller,
    claims: { sub: scenario.caller },
    also: new Set<AttackNeed>(['lax-type']),
    ...(scenario.trust === 'ask-factory' && ASKS),
  }
}

/** What the issuer says of a token counts there, and no key set does. */
const ASKS = { asksIssuer: true } as const

const whyNotProbed = (isSelfSigned: boolean, number: number): string =>
  isSelfSigned
    ? `In scenario ${number} the caller signs its tokens itself, by a key that stays with it, so no bad one can be signed here.`
    : `In scenario ${number} the services look at no token of the factory.`

/** Somebody else for whom a token can be. */
const otherThan = (role: Role) => (role === 'servicec' ? 'serviceb' : 'servicec')

/** The name of a process of the sandbox: by where SERVICEB_URL and SERVICEC_URL say that it is, or by its port on this machine. */
export function ownName(url: URL, config: Config<typeof probeSettings>): string | undefined {
  const guest = GUEST_ROLES.find((role) => isSamePlace(url, config[`${role}Url`]))
  if (guest !== undefined) return guest
  const { port, protocol } = url
  if (!isLocalUrl(url)) return undefined
  const { plain, tls } = portsOf(config)
  const ports = protocol === 'https:' ? tls : plain
  return Object.entries(ports).find(([, each]) => each === Number(port))?.[0]
}

/** Is it one of the sandbox, whose settings are known? What is somebody's own in its place has others. */
export function isOurService(url: URL, config: Config<typeof probeSettings>): boolean {
  const name = ownName(url, config)
  return name !== undefined && !isGuest(config, name)
}
