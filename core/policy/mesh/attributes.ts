/** What a condition looks at. Fields of `source` and `operation`, and keys of `when`, are two spellings of the same. */
export type Attribute =
  | { kind: PlainAttribute }
  | { kind: 'header'; name: string }
  /** Names of claims, from the outermost one. */
  | { kind: 'claim'; names: readonly string[] }
  /** What another filter of the sidecar has found out. */
  | { kind: 'filter'; filter: string; name: string }

export type PlainAttribute =
  | 'principal'
  | 'namespace'
  | 'service-account'
  | 'trust-domain'
  | 'request-principal'
  | 'source-ip'
  | 'remote-ip'
  | 'host'
  | 'method'
  | 'path'
  | 'port'
  | 'destination-ip'
  | 'server-name'

/** The fields of a `source`; each has a negation, such as `notPrincipals`. */
export const SOURCE_FIELDS: ReadonlyMap<string, Attribute> = new Map([
  ['principals', { kind: 'principal' }],
  ['requestPrincipals', { kind: 'request-principal' }],
  ['namespaces', { kind: 'namespace' }],
  ['serviceAccounts', { kind: 'service-account' }],
  ['trustDomains', { kind: 'trust-domain' }],
  ['ipBlocks', { kind: 'source-ip' }],
  ['remoteIpBlocks', { kind: 'remote-ip' }],
])

/** The fields of an `operation`, with their negations. */
export const OPERATION_FIELDS: ReadonlyMap<string, Attribute> = new Map([
  ['hosts', { kind: 'host' }],
  ['methods', { kind: 'method' }],
  ['paths', { kind: 'path' }],
  ['ports', { kind: 'port' }],
])

const CONDITION_KEYS: ReadonlyMap<string, Attribute> = new Map<string, Attribute>([
  ['source.ip', { kind: 'source-ip' }],
  ['remote.ip', { kind: 'remote-ip' }],
  ['source.namespace', { kind: 'namespace' }],
  ['source.principal', { kind: 'principal' }],
  ['source.serviceAccount', { kind: 'service-account' }],
  ['source.trustDomain', { kind: 'trust-domain' }],
  ['request.auth.principal', { kind: 'request-principal' }],
  ['request.auth.audiences', { kind: 'claim', names: ['aud'] }],
  ['request.auth.presenter', { kind: 'claim', names: ['azp'] }],
  ['destination.ip', { kind: 'destination-ip' }],
  ['destination.port', { kind: 'port' }],
  ['connection.sni', { kind: 'server-name' }],
])

const HEADER_KEY = 'request.headers'
const CLAIM_KEY = 'request.auth.claims'
const FILTER_KEY = 'experimental.envoy.filters.'
/** The name of the filter begins behind it: `envoy.filters.…`. */
const EXPERIMENTAL = 'experimental.'

/** Every key of `when`, as examples for whoever mistyped one. */
export const KNOWN_CONDITION_KEYS = [...CONDITION_KEYS.keys(), `${HEADER_KEY}[name]`, `${CLAIM_KEY}[name]`]

/**
 * Reads a key of `when` (M-19).
 * @returns undefined where there is no such key, or its brackets are wrong
 */
export function attributeOfKey(key: string): Attribute | undefined {
  const plain = CONDITION_KEYS.get(key)
  if (plain) return plain
  if (key.startsWith(HEADER_KEY)) {
    const name = withinBrackets(key.slice(HEADER_KEY.length))
    return name === undefined ? undefined : { kind: 'header', name }
  }
  if (key.startsWith(CLAIM_KEY)) {
    const names = claimNames(key.slice(CLAIM_KEY.length))
    return names && { kind: 'claim', names }
  }
  if (key.startsWith(FILTER_KEY)) {
    const opening = key.indexOf('[')
    const name = opening < 0 ? undefined : withinBrackets(key.slice(opening))
    return name === undefined ? undefined : { kind: 'filter', filter: key.slice(EXPERIMENTAL.length, opening), name }
  }
  return undefined
}

const withinBrackets = (text: string) =>
  text.length > 2 && text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : undefined

/** `[a][b]` is a path of two names; what is no clean chain of brackets is one name, brackets and all. */
function claimNames(text: string): string[] | undefined {
  const inside = withinBrackets(text)
  if (inside === undefined) return undefined
  const names = inside.split('][')
  if (names.some((name) => name === '')) return undefined
  return names.some((name) => /[[\]]/.test(name)) ? [inside] : names
}

const ONLY_HTTP = new Set<Attribute['kind']>(['request-principal', 'host', 'method', 'path', 'header', 'claim'])

/** A connection that is not HTTP has none of these, so a condition on one cannot be built for it (M-21). */
export const isHttpOnly = ({ kind }: Attribute): boolean => ONLY_HTTP.has(kind)

/** As keys of `when` spell it; what has no key there is spelt in the same way. */
const PLAIN_KEYS: Record<PlainAttribute, string> = {
  principal: 'source.principal',
  namespace: 'source.namespace',
  'service-account': 'source.serviceAccount',
  'trust-domain': 'source.trustDomain',
  'request-principal': 'request.auth.principal',
  'source-ip': 'source.ip',
  'remote-ip': 'remote.ip',
  host: 'request.host',
  method: 'request.method',
  path: 'request.path',
  port: 'destination.port',
  'destination-ip': 'destination.ip',
  'server-name': 'connection.sni',
}

/** What an attribute is called in reasons and findings. */
export function keyOfAttribute(attribute: Attribute): string {
  switch (attribute.kind) {
    case 'header':
      return `${HEADER_KEY}[${attribute.name}]`
    case 'claim':
      return `${CLAIM_KEY}[${attribute.names.join('][')}]`
    case 'filter':
      return `${EXPERIMENTAL}${attribute.filter}[${attribute.name}]`
    default:
      return PLAIN_KEYS[attribute.kind]
  }
}
