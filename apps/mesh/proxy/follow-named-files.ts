import type { Clock } from '#core/clock'
import { errorText } from '#core/error-text'
import { followFiles } from './follow-files.ts'
import type { MeshProxyConfig } from './proxy-config.ts'
import { readProxyFiles, type ProxyFiles } from './read-proxy-files.ts'

export interface FollowNamedParts {
  config: MeshProxyConfig
  /** Is handed what takes the place of what was read before. */
  use: (files: ProxyFiles) => Promise<void>
  clock: Clock
  log: Record<'info' | 'warn' | 'error', (fields: object, event: string) => void>
}

/**
 * Follows certificates and key sets that a configuration names, while a sidecar runs: whoever renews them need not start it
 * again. They are looked at as at the start; with a fault it is told once, and the earlier ones stay.
 * @returns what ends it
 */
export function followNamedFiles({ config, use, clock, log }: FollowNamedParts): Promise<() => void> {
  const { certificates, trustedCertificates = [], jwksSources } = config
  const own = certificates.kind === 'files' ? [certificates.ca, certificates.certificate, certificates.key] : []
  const files = [...own, ...trustedCertificates, ...Object.values(jwksSources)]
  return followFiles({
    files,
    clock,
    async take() {
      const read = await readProxyFiles(config, clock.now())
      await use(read)
      log.info({ files: files.map(({ given }) => given) }, 'files-changed')
      for (const remark of read.remarks) log.warn({ remark }, 'configuration-remark')
    },
    refuse: (error) => log.error({ why: errorText(error), advice: 'the earlier ones stay in use' }, 'files-refused'),
  })
}
