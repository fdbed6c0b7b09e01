import { kinds, setting, type Environment, type Setting } from './setting.ts'

/**
 * The processes of the sandbox, a row each: the prefix of their settings, where they listen unless told otherwise, the
 * file (and argument) that starts them, and their colour under `npm start`. A further process is one row.
 */
export const PROCESSES = {
  'jwt-factory': {
    prefix: 'FACTORY',
    port: 5555,
    tlsPort: 5443,
    command: ['jwt-factory/main.ts'],
    colour: 'magenta',
  },
  servicea: {
    prefix: 'SERVICEA',
    port: 3000,
    tlsPort: 7443,
    command: ['apps/service/main.ts', 'servicea'],
    colour: 'cyan',
  },
  serviceb: {
    prefix: 'SERVICEB',
    port: 3001,
    tlsPort: 8443,
    command: ['apps/service/main.ts', 'serviceb'],
    colour: 'green',
  },
  servicec: {
    prefix: 'SERVICEC',
    port: 3002,
    tlsPort: 9443,
    command: ['apps/service/main.ts', 'servicec'],
    colour: 'yellow',
  },
} as const satisfies Record<string, ProcessRow>

interface ProcessRow {
  prefix: string
  port: number
  tlsPort: number
  command: readonly string[]
  colour: string
}

export type ProcessName = keyof typeof PROCESSES

export const PROCESS_NAMES = Object.keys(PROCESSES) as ProcessName[] // Object.keys forgets the literal type

export const isProcessName = (name: unknown): name is ProcessName =>
  typeof name === 'string' && Object.hasOwn(PROCESSES, name)

/** One entry for each process. */
export function forEachProcess<Value>(value: (name: ProcessName) => Value): Record<ProcessName, Value> {
  return Object.fromEntries(PROCESS_NAMES.map((name) => [name, value(name)])) as Record<ProcessName, Value> // one entry for each name
}

/** The settings that put every process on a free port. */
export const FREE_PORTS: Environment = Object.fromEntries(
  Object.values(PROCESSES).flatMap(({ prefix }) => [
    [`${prefix}_PORT`, '0'],
    [`${prefix}_TLS_PORT`, '0'],
  ]),
)

/** Where one process listens. */
export function listenSettings(name: ProcessName) {
  const { prefix, port, tlsPort } = PROCESSES[name]
  return {
    port: setting(`${prefix}_PORT`, kinds.port, String(port), `The plain port of ${name}, for curl and people.`),
    tlsPort: setting(`${prefix}_TLS_PORT`, kinds.port, String(tlsPort), `The TLS port of ${name}, for its peers.`),
  }
}

/** Where others find a process. */
export function urlSetting(name: ProcessName) {
  const { prefix, tlsPort } = PROCESSES[name]
  const fallback = (env: Environment) => `https://${reachable(env['HOST'])}:${env[`${prefix}_TLS_PORT`] || tlsPort}`
  const isIssuer = name === 'jwt-factory'
  const about = `Where the other processes find ${name}${isIssuer ? ', and the issuer (iss) of access tokens' : ''}.`
  return setting(`${prefix}_URL`, isIssuer ? kinds.httpsUrl : kinds.rootUrl, fallback, about)
}

/** For whoever looks for all of them: `jwt-factoryUrl`, `serviceaUrl` and so on. */
export const urlSettings = Object.fromEntries(PROCESS_NAMES.map((name) => [`${name}Url`, urlSetting(name)])) as Record<
  `${ProcessName}Url`,
  Setting<URL>
> // one entry for each name

export const urlsOf = (config: Record<`${ProcessName}Url`, URL>): Record<ProcessName, URL> =>
  forEachProcess((name) => config[`${name}Url`])

/** For whoever tells people where all of them are: `serviceaPort`, `serviceaTlsPort` and so on. */
export const portSettings = Object.fromEntries(
  PROCESS_NAMES.flatMap((name) => [
    [`${name}Port`, listenSettings(name).port],
    [`${name}TlsPort`, listenSettings(name).tlsPort],
  ]),
) as Record<`${ProcessName}${'Port' | 'TlsPort'}`, Setting<number>> // two entries for each name

export type Ports = Record<ProcessName, { port: number; tlsPort: number }>

export const portsOf = (config: Record<`${ProcessName}${'Port' | 'TlsPort'}`, number>): Ports =>
  forEachProcess((name) => ({ port: config[`${name}Port`], tlsPort: config[`${name}TlsPort`] }))

/** The host under which a listener on HOST is found from this machine. */
export function reachable(host: string | undefined): string {
  if (!host || /^(?:127\.0\.0\.1|::1?|0\.0\.0\.0)$/.test(host)) return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
