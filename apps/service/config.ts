import { houseSettings, listenSettings, urlSetting, type ProcessName } from '#core/config/processes'
import { kinds, setting, type Config } from '#core/config/setting'
import type { Role } from '#scenarios'

const peerSettings = {
  factoryUrl: urlSetting('jwt-factory'),
  /** The same variable, as a text: the issuer (iss) of access tokens is compared, not called. */
  issuerUrl: { ...urlSetting('jwt-factory'), kind: kinds.issuerUrl },
  factoryIssuer: setting(
    'FACTORY_ISSUER',
    kinds.issuer,
    'https://jwt-factory/',
    'The issuer (iss) of tokens from /issueToken.',
  ),
  serviceaUrl: urlSetting('servicea'),
  servicebUrl: urlSetting('serviceb'),
  servicecUrl: urlSetting('servicec'),
  serviceaPort: listenSettings('servicea').port,
  servicebPort: listenSettings('serviceb').port,
  servicecPort: listenSettings('servicec').port,
  selfSignedIssuer: setting(
    'SELF_SIGNED_ISSUER',
    kinds.issuer,
    'https://service-issuer',
    'The issuer (iss) of tokens that a service signs itself.',
  ),
  selfSignedLifetimeSeconds: setting(
    'SELF_SIGNED_LIFETIME',
    kinds.seconds,
    '10',
    'How long a self-signed token lives, in seconds.',
  ),
  peerTimeoutMilliseconds: setting(
    'PEER_TIMEOUT',
    kinds.duration,
    '5',
    'How long a play may wait for other processes in all, in seconds.',
  ),
}

/** The settings of A, B or C. */
export const serviceSettings = (role: Role) => ({ ...houseSettings, ...listenSettings(role), ...peerSettings })

export type ServiceConfig = Config<ReturnType<typeof serviceSettings>>

/** Where each process is found over TLS. */
export function peerUrls(config: ServiceConfig): Record<ProcessName, URL> {
  const { factoryUrl, serviceaUrl, servicebUrl, servicecUrl } = config
  return { 'jwt-factory': factoryUrl, servicea: serviceaUrl, serviceb: servicebUrl, servicec: servicecUrl }
}

/** Where people find each service: its plain port on this machine. */
export function plainPorts(config: ServiceConfig): Record<Role, number> {
  return { servicea: config.serviceaPort, serviceb: config.servicebPort, servicec: config.servicecPort }
}
