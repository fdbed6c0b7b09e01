import type { Config } from '#core/config/setting'
import type { Arguments } from '#core/process/command-line'
import type { urlSettings } from '#core/config/process-settings'
import type { TrustSettings } from '../../service/verifiers/trust.ts'
import { serviceTrust } from '../../service/verifiers/trust.ts'
import type { LabTarget, LabTargetOrder } from './lab-order.ts'

/** What must be known of the sandbox to attack its services. */
export type CastSettings = TrustSettings & Pick<Config<typeof urlSettings>, 'servicebUrl'>

/** How a target is told to the probe: the options of its command. */
export function probeArguments(order: LabTargetOrder, config: CastSettings): Arguments {
  if ('cast' in order) return CAST[order.cast](config)
  const { url, audience, issuer, type, scope } = order
  return {
    words: [],
    options: {
      url,
      audience,
      ...(issuer !== undefined && { issuer }),
      ...(type !== undefined && { typ: type }),
      ...(scope !== undefined && { scope }),
    },
  }
}

const CAST: Record<LabTarget, (config: CastSettings) => Arguments> = {
  'serviceb-access-token': (config) => ({
    words: [],
    options: {
      url: atServiceB(config, '/scenario7-server'),
      audience: 'serviceb',
      issuer: serviceTrust('serviceb', config).accessToken.issuer,
    },
  }),
  'serviceb-key-set': (config) => ({
    words: [],
    options: {
      url: atServiceB(config, '/scenario5-server'),
      audience: 'serviceb',
      issuer: serviceTrust('serviceb', config).plain.issuer,
      typ: 'JWT',
      ring: 'servicea',
      'lax-type': true,
    },
    lists: { claim: ['sub=servicea'] },
  }),
}

const atServiceB = ({ servicebUrl }: CastSettings, path: string) => new URL(path, servicebUrl).href
