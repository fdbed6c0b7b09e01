import { fileURLToPath } from 'node:url'
import { pikoStaticKeys, RelayKeyFault, strictTrust } from '../keys/port-keys.ts'
import { RELAY_PORTS, type RelayDialect } from './relay-config.ts'

/** What is wrong with the keys of a port, at its place in the configuration. */
export interface PortKeyFault {
  path: readonly PropertyKey[]
  /** The end of a sentence that begins with the place; a whole sentence where `isWhole`. */
  message: string
  isWhole?: true
}

/** Looks at the keys of every port, whatever else is wrong: `root` is as it was written. */
export async function portKeyFaults(root: unknown, dialect: RelayDialect): Promise<PortKeyFault[]> {
  const faults: PortKeyFault[] = []
  for (const port of RELAY_PORTS) {
    const block = blockMember(root, port)
    faults.push(...(await faultsOfAuth([port, 'auth'], port, blockMember(block, 'auth'), dialect)))
    const tenants = blockMember(block, 'tenants')
    if (!Array.isArray(tenants) || tenants.length === 0) continue
    if (dialect === 'strict')
      faults.push({
        path: [port, 'tenants'],
        message: 'means nothing here: our tokens say who listens. Leave it out, or write dialect: piko',
      })
    for (const [at, tenant] of tenants.entries()) {
      const name = `${port}: tenant ${String(blockMember(tenant, 'id'))}`
      faults.push(...(await faultsOfAuth([port, 'tenants', at, 'auth'], name, blockMember(tenant, 'auth'), dialect)))
    }
  }
  return faults
}

async function faultsOfAuth(
  path: readonly PropertyKey[],
  name: string,
  auth: unknown,
  dialect: RelayDialect,
): Promise<PortKeyFault[]> {
  const texts = {
    hmacSecretKey: blockText(auth, 'hmac_secret_key'),
    rsaPublicKey: blockText(auth, 'rsa_public_key'),
    ecdsaPublicKey: blockText(auth, 'ecdsa_public_key'),
  }
  const endpoint = blockText(blockMember(auth, 'jwks'), 'endpoint')
  const hasText = Object.values(texts).some((text) => text !== undefined)
  const faults: PortKeyFault[] = []
  if (!hasText && endpoint === undefined && dialect === 'strict' && path.length === 2 && name !== 'admin')
    faults.push({
      path,
      message:
        'names no key: without one everybody comes through. Name one, or write dialect: piko, where it means that',
    })
  const say = (more: readonly PropertyKey[], ours: string, pikos: string) => {
    const whole = { message: `${name}: load auth: ${pikos}`, isWhole: true as const }
    faults.push({ path: [...path, ...more], ...(dialect === 'piko' ? whole : { message: ours }) })
  }
  const why = endpoint === undefined ? undefined : faultOfEndpoint(endpoint)
  if (why) say(['jwks', 'endpoint'], why.ours, `could not load JWKS configuration: ${why.pikos}`)
  if (hasText && endpoint !== undefined)
    say(
      ['jwks', 'endpoint'],
      'is there, and another key: a port has one or the other',
      'no other verification key can be set when JWKS.Endpoint is set',
    )
  for (const fault of await faultsOfKeys(texts, dialect)) say([fault.key], fault.message, PIKO_TEXTS[fault.key](fault))
  return faults
}

/** Each key by itself, so that all faults are told. */
async function faultsOfKeys(
  texts: Record<string, string | undefined>,
  dialect: RelayDialect,
): Promise<RelayKeyFault[]> {
  const faults: RelayKeyFault[] = []
  for (const [name, text] of Object.entries(texts)) {
    if (text === undefined) continue
    const one = { kind: 'static', [name]: text } as const
    try {
      if (dialect === 'piko') pikoStaticKeys(one)
      else await strictTrust(one)
    } catch (error) {
      if (!(error instanceof RelayKeyFault)) throw error
      faults.push(error)
    }
  }
  return faults
}

const NO_PEM = 'invalid key: Key must be a PEM encoded PKCS1 or PKCS8 key'
const parseText = (what: string, other: string) => (fault: RelayKeyFault) =>
  `parse ${what} public key: ${fault.message.startsWith('is not a key for') ? other : NO_PEM}`

const PIKO_TEXTS: Record<RelayKeyFault['key'], (fault: RelayKeyFault) => string> = {
  hmac_secret_key: ({ message }) => message,
  rsa_public_key: parseText('rsa', 'key is not a valid RSA public key'),
  ecdsa_public_key: parseText('ecdsa', 'key is not a valid ECDSA public key'),
}

function faultOfEndpoint(endpoint: string): { ours: string; pikos: string } | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(endpoint)?.[1]?.toLowerCase() ?? ''
  if (!['http', 'https', 'file'].includes(scheme))
    return { ours: 'is no http, https or file URL', pikos: `unsupported scheme: ${scheme}` }
  const other = { ours: 'is no URL of a key set', pikos: 'failed to parse JWKS endpoint' }
  if (!URL.canParse(endpoint)) return other
  const { username, password } = new URL(endpoint)
  if (username !== '' || password !== '') return { ...other, ours: 'has a user name' }
  try {
    if (scheme === 'file') fileURLToPath(endpoint)
  } catch {
    return other
  }
  return undefined
}

const blockMember = (block: unknown, name: string): unknown =>
  typeof block === 'object' && block !== null && Object.hasOwn(block, name)
    ? (block as Record<string, unknown>)[name]
    : undefined

function blockText(block: unknown, name: string): string | undefined {
  const text = blockMember(block, name)
  return typeof text === 'string' && text !== '' ? text : undefined
}
