import { kinds, setting, type Environment } from './setting.ts'

/** The processes of the sandbox: where they listen unless told otherwise, and the prefix of their settings. */
export const PROCESSES = {
  'jwt-factory': { prefix: 'FACTORY', port: 5555, tlsPort: 5443 },
  servicea: { prefix: 'SERVICEA', port: 3000, tlsPort: 7443 },
  serviceb: { prefix: 'SERVICEB', port: 3001, tlsPort: 8443 },
  servicec: { prefix: 'SERVICEC', port: 3002, tlsPort: 9443 },
} as const

export type ProcessName = keyof typeof PROCESSES

/** The settings that all processes share; they carry no prefix. */
export const houseSettings = {
  host: setting('HOST', kinds.host, '127.0.0.1', 'Where all processes listen. Loopback: they mint identities.'),
  keysFolder: setting('KEYS_FOLDER', kinds.folder, 'keys', 'The folder for all key material.'),
  algorithm: setting(
    'ALGORITHM',
    kinds.algorithm,
    'ES256',
    'The signature algorithm of new keys: RS, PS or ES with 256, 384 or 512, or EdDSA.',
  ),
  logLevel: setting('LOG_LEVEL', kinds.logLevel, 'info', 'How much is logged: debug, info, warn, error or silent.'),
  logFormat: setting('LOG_FORMAT', kinds.logFormat, 'auto', 'pretty, json, or auto: pretty on a terminal.'),
  leewaySeconds: setting(
    'CLOCK_LEEWAY',
    kinds.leeway,
    '0',
    'How far clocks may differ, in seconds. One machine has one clock; use 30 or so across several.',
  ),
}

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
  const about = `Where the other processes find ${name}${name === 'jwt-factory' ? ', and the issuer (iss) of access tokens' : ''}.`
  return setting(`${prefix}_URL`, kinds.httpsUrl, fallback, about)
}

/** The host under which a listener on HOST is found from this machine. */
export function reachable(host: string | undefined): string {
  if (!host || /^(?:127\.|::1?$|0\.0\.0\.0$)/.test(host)) return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
