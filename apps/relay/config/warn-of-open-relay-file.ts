import { warnOfOpenSecret } from '#core/files/warn-of-open-secret'
import type { LooseFileLog } from '#core/files/loose-files'
import { RELAY_PORTS, type RelayConfig } from './relay-config.ts'

/** A configuration of a relay, as somebody wrote it. */
export interface WrittenRelayConfig {
  /** Its name as it was given, for messages. */
  given: string
  path: string
  /** Before variables in it were looked up. */
  text: string
}

/**
 * Warns where others on this machine can read, or write, what makes tokens that a relay believes: a secret that stands in its
 * configuration, and the private keys of its ports. All of it still works.
 */
export async function warnOfOpenRelayFiles(
  config: RelayConfig,
  file: WrittenRelayConfig | undefined,
  log: LooseFileLog,
): Promise<void> {
  const secrets = secretsOf(config)
  if (file && secrets.some((secret) => file.text.includes(secret)))
    await warnOfOpenSecret({ ...file, holds: 'a secret' }, log)
  for (const port of RELAY_PORTS) {
    const { key } = config[port].tls ?? {}
    if (key) await warnOfOpenSecret({ ...key, holds: 'a private key' }, log)
  }
}

function secretsOf(config: RelayConfig): string[] {
  const auths = [...RELAY_PORTS.map((port) => config[port].auth), ...config.upstream.tenants.map(({ auth }) => auth)]
  return auths.flatMap((auth) => (auth?.keys.kind === 'static' ? [auth.keys.hmacSecretKey ?? ''] : [])).filter(Boolean)
}
