import type { Config } from '#core/config/setting'
import type { Arguments } from '#core/process/command-line'
import type { urlSettings } from '#core/config/process-settings'
import { loadScenarios } from '#scenarios'
import type { TrustSettings } from '../../service/verifiers/trust.ts'
import { serviceTrust } from '../../service/verifiers/trust.ts'
import { CAST_ROUTES, type CastTarget } from './cast-routes.ts'
import type { AskedHow, LabTargetOrder } from './lab-order.ts'
import { isPartyTarget, urlOfParty } from './party-targets.ts'

/** What must be known of the sandbox to attack its services. */
export type CastSettings = TrustSettings &
  Pick<Config<typeof urlSettings>, 'servicebUrl' | 'servicecUrl'> &
  Parameters<typeof urlOfParty>[1]

/** How a target is told to the probe: the options of its command. */
export async function probeArguments(order: LabTargetOrder, config: CastSettings): Promise<Arguments> {
  if ('cast' in order) {
    const { cast } = order
    return isPartyTarget(cast) ? { words: [], options: { url: urlOfParty(cast, config) } } : castArguments(cast, config)
  }
  const { url, issuer, type, scope, ring, algorithms, leeway } = order
  const [, inList] = IN_A_LIST.exec(order.audience) ?? []
  return {
    words: [],
    options: {
      url,
      audience: inList ?? order.audience,
      ...(inList !== undefined && { 'audience-list': true as const }),
      ...(issuer !== undefined && { issuer }),
      ...(type !== undefined && { typ: type }),
      ...(scope !== undefined && { scope }),
      ...(ring !== undefined && { ring }),
      ...(algorithms !== undefined && { algorithms }),
      ...(leeway !== undefined && { leeway }),
      ...optionsOfAsking(order),
    },
  }
}

/** How an own service is asked, as options of the command: it has one for headers, and one for bodies. */
export function optionsOfAsking({ acceptedWhen, tokenIn, body }: AskedHow): Arguments['options'] {
  const place = tokenIn?.startsWith('body:') === true ? 'token-in' : 'header'
  return {
    ...(acceptedWhen !== undefined && { 'accepted-when': acceptedWhen }),
    ...(tokenIn !== undefined && { [place]: tokenIn }),
    ...(body !== undefined && { body }),
  }
}

/** Some services know no other form of `aud` (RFC 7519 §4.1.3). */
const IN_A_LIST = /^\[([^\]]+)\]$/

/** As one writes that form for a service of one's own. */
export const audienceInList = (audience: string): string => `[${audience}]`

async function castArguments(target: CastTarget, config: CastSettings): Promise<Arguments> {
  const { role, scenario, trust } = CAST_ROUTES[target]
  const { plain, accessToken } = serviceTrust(role, config)
  const known = {
    url: new URL(`/scenario${scenario}-server`, config[`${role}Url`]).href,
    audience: role,
    leeway: String(config.leewaySeconds),
  }
  if (trust === 'access-token' || trust === 'introspection') {
    const asks = trust === 'introspection' && { revocation: true as const }
    return { words: [], options: { ...known, issuer: accessToken.issuer, typ: 'at+jwt', ...asks } }
  }
  const caller = (await loadScenarios()).find(({ number }) => number === scenario)?.caller ?? 'servicea'
  const asks = trust === 'ask-factory' && { 'asks-issuer': true as const }
  const options = { ...known, issuer: plain.issuer, typ: 'JWT', ring: caller, 'lax-type': true as const, ...asks }
  return { words: [], options, lists: { claim: [`sub=${caller}`] } }
}
