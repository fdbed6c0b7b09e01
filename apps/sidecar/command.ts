import type { CommandLine } from '#core/process/command-line'
import type { SidecarConfig } from './config/sidecar-config.ts'

/** Which proxies of a file a command runs. */
export const SIDECAR_ROLES = ['signer', 'verifier', 'jwtproxy'] as const
export type SidecarRole = (typeof SIDECAR_ROLES)[number]

export const isSidecarRole = (word: unknown): word is SidecarRole => SIDECAR_ROLES.some((role) => role === word)

const ABOUT: Record<SidecarRole, string> = {
  signer: 'A forward proxy: whatever it is asked for gets a token that says who asks, and whom it is for.',
  verifier: 'A reverse proxy: what comes with a good token goes on to the service behind it, and nothing else.',
  jwtproxy: 'Signer and verifiers of one configuration file, in one process.',
}

/** How a command is called. The original writes its options with one dash. */
export const sidecarLine = (role: SidecarRole): CommandLine => ({
  name: `npm run ${role}`,
  about: `${ABOUT[role]} It runs until Ctrl-C.`,
  takesOneDash: true,
  options: {
    config: { about: "the configuration: jwtproxy's own YAML (docs/sidecars.md)", value: 'FILE' },
    check: { about: 'reads the configuration, says all that is wrong with it, and starts nothing' },
    'log-level': { about: 'debug, info, warn, error or silent', value: 'LEVEL' },
  },
  examples: [`npm run ${role} -- --config sidecar.yaml`, `npm run ${role} -- --config sidecar.yaml --check`],
})

/** The part of a configuration that a command runs. @throws Error that says what the file lacks */
export function partOf(config: SidecarConfig, role: SidecarRole): SidecarConfig {
  const { signer, ...rest } = config
  if (role === 'verifier') {
    if (config.verifiers.length === 0) throw new Error(`${config.file} has no verifier_proxies that are enabled.`)
    return rest
  }
  if (role === 'jwtproxy') return config
  if (!signer) throw new Error(`${config.file} has no signer_proxy that is enabled.`)
  return { ...config, verifiers: [] }
}
