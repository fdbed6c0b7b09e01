import { join } from 'node:path'
import type { Algorithm } from '#core/token/algorithms'
import { INTEROP } from '../support/interop/installed.ts'
import { PROJECT } from '../support/project-files.ts'
import type { LibraryTarget, TargetSettings } from './library-target.ts'

interface GatewayPlace {
  readonly port: number
  /** What it needs as files, and what it writes: its configuration, keys, and `ca.pem`. */
  readonly folder: string
  /** The service behind it, host and port. */
  readonly upstream: string
  readonly settings: TargetSettings
}

interface GatewayCommand {
  readonly program: string
  readonly words: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export interface GatewayRow extends Pick<LibraryTarget, 'library' | 'hardening' | 'marker'> {
  readonly packages: readonly [string, ...string[]]
  readonly algorithms: readonly Algorithm[]
  readonly configuration: string
  /** What it guards; absent: all. */
  readonly page?: string
  command(place: GatewayPlace): GatewayCommand
}

const EXAMPLES = join(PROJECT, 'examples/gateways')
const HAPROXY = { library: 'HAProxy', packages: ['haproxy'] } as const
/** The service behind it says so. */
const SERVICE_SAYS = { in: 'json', path: ['isLetIn'] } as const
const APACHE = { library: 'mod_auth_openidc', packages: ['libapache2-mod-auth-openidc', 'apache2-bin'] } as const
export const PAGE_TEXT = 'for those who are let in'
export const PAGE_FILE = 'page.txt'
export const CONFIGURATION = 'gateway.conf'
export const KEY_FILES = { RS256: 'rs256.pem', ES256: 'issuer-1.pem' } as const

/** As their blogs and wikis write them, and as examples/gateways has them. */
export const GATEWAY_ROWS: readonly GatewayRow[] = [
  {
    ...HAPROXY,
    hardening: 'default',
    marker: { in: 'header', name: 'x-subject' },
    algorithms: ['RS256'],
    configuration: join(INTEROP, 'servers/haproxy.cfg'),
    command: ({ port, folder, settings: { issuer, audience } }) => ({
      program: '/usr/sbin/haproxy',
      words: ['-db', '-f', join(folder, CONFIGURATION)],
      env: {
        PORT: String(port),
        ISSUER: issuer,
        AUDIENCE: audience,
        ALGORITHM: 'RS256',
        PUBLIC_KEY: join(folder, KEY_FILES.RS256),
      },
    }),
  },
  {
    ...HAPROXY,
    hardening: 'hardened',
    marker: SERVICE_SAYS,
    algorithms: ['ES256'],
    configuration: join(EXAMPLES, 'haproxy.cfg'),
    command: ({ port, folder, upstream, settings: { issuer, audience } }) => ({
      program: '/usr/sbin/haproxy',
      words: ['-db', '-f', join(folder, CONFIGURATION)],
      env: {
        GATEWAY_PORT: String(port),
        UPSTREAM: upstream,
        ISSUER: issuer,
        AUDIENCE: audience,
        ISSUER_KEYS: folder,
      },
    }),
  },
  {
    ...APACHE,
    hardening: 'default',
    marker: { in: 'text', text: PAGE_TEXT }, // the header x-subject is in its refusals, too
    algorithms: ['RS256', 'ES256'],
    configuration: join(INTEROP, 'servers/apache.conf'),
    page: PAGE_FILE,
    command: ({ port, folder, settings: { issuer, audience } }) => ({
      program: '/usr/sbin/apache2',
      words: ['-D', 'FOREGROUND', '-f', join(folder, CONFIGURATION)],
      env: { PORT: String(port), ISSUER: issuer, AUDIENCE: audience, CA: join(folder, 'ca.pem'), FOLDER: folder },
    }),
  },
  {
    ...APACHE,
    hardening: 'hardened',
    marker: SERVICE_SAYS,
    algorithms: ['RS256', 'ES256'],
    configuration: join(EXAMPLES, 'apache.conf'),
    command: ({ port, folder, upstream, settings: { issuer, audience } }) => ({
      program: '/usr/sbin/apache2',
      words: [
        '-D',
        'FOREGROUND',
        ...Object.entries({
          GATEWAY_PORT: port,
          UPSTREAM: `http://${upstream}`,
          ISSUER: issuer,
          AUDIENCE: audience,
          FOLDER: folder,
          CA: join(folder, 'ca.pem'),
        }).flatMap(([name, value]) => ['-C', `Define ${name} ${value}`]),
        '-f',
        join(folder, CONFIGURATION),
      ],
    }),
  },
]
