import type { RequestFacts } from '#core/policy/mesh/facts'
import type { PolicyCondition } from '#core/policy/mesh/model'
import type { Random } from './random.ts'

const WORDS = ['x', 'ab', 'Ns', 'a/b', '-', 'a.b', '*', 'foo', 'm\u00e9', 'a=b']
const TRUST_DOMAINS = ['td1', 'cluster.local', 'some-td', 'other']

/** Facts that can be filled one by one. */
type Draft = { -readonly [Name in keyof RequestFacts]: RequestFacts[Name] } & { claims?: Record<string, unknown> }

/**
 * Aims at the conditions: it fills each fact from the patterns of the policy, and spoils some. So a good part of the
 * requests match, and most of the others nearly do.
 */
export function randomRequest(random: Random, conditions: readonly PolicyCondition[]): RequestFacts {
  const draft: Draft = {
    protocol: 'http',
    method: 'GET',
    path: '/',
    host: 'host',
    headers: {},
    port: random.pick([80, 90, 91, 8080]),
    sourceIp: '10.9.9.9',
    remoteIp: '10.9.9.9',
    destinationIp: '10.9.9.8',
  }
  if (random.percent(50))
    draft.peerUri = `spiffe://${random.pick(TRUST_DOMAINS)}/ns/${random.pick(WORDS)}/sa/${random.pick(WORDS)}`
  if (random.percent(50)) draft.claims = { iss: random.pick(WORDS), sub: random.pick(WORDS) }
  // A negated condition is met by most requests: few aim at it.
  for (const condition of conditions) {
    if (random.percent(condition.isNegated ? 12 : 92)) fill(draft, condition, random)
  }
  return draft
}

function fill(draft: Draft, { attribute, values }: PolicyCondition, random: Random): void {
  const value = random.pick(values)
  const text = spoil(instanceOf(value, random), random)
  switch (attribute.kind) {
    case 'principal':
      if (text === undefined) delete draft.peerUri
      else draft.peerUri = random.percent(95) ? `spiffe://${otherDomain(text, random)}` : text
      break
    case 'namespace':
      // A principal that fits may be there already, and both can hold of few.
      if (!draft.peerUri || random.percent(40)) draft.peerUri = `spiffe://td/ns/${text ?? ''}/sa/${random.pick(WORDS)}`
      break
    case 'service-account':
      draft.peerUri = accountUri(value, random)
      break
    case 'request-principal':
      if (text === undefined) delete draft.claims
      else draft.claims = { ...draft.claims, ...principalClaims(value, text, random) }
      break
    case 'claim':
      if (text !== undefined)
        setClaim(draft, attribute.names, random.percent(25) ? listOf(text, random) : asNumber(text, random))
      break
    case 'filter':
      draft.filters = { [attribute.filter]: { [attribute.name]: random.percent(15) ? listOf(text, random) : text } }
      break
    case 'header':
      draft.headers = text === undefined ? {} : { [attribute.name.toLowerCase()]: text }
      break
    case 'host':
      if (text === undefined) delete draft.host
      else draft.host = random.percent(90) ? text : `${text}:80`
      break
    case 'method':
      if (text !== undefined) draft.method = text
      break
    case 'path':
      if (text !== undefined) draft.path = `${text}${random.pick(['', '', '', '?q=1', '#f', '?'])}`
      break
    case 'port':
      draft.port = random.percent(90) ? Number(value) : random.below(65_536)
      break
    case 'server-name':
      if (text === undefined) delete draft.serverName
      else draft.serverName = text
      break
    case 'source-ip':
      draft.sourceIp = addressIn(value, random)
      break
    case 'remote-ip':
      draft.remoteIp = addressIn(value, random)
      break
    case 'destination-ip':
      draft.destinationIp = addressIn(value, random)
      break
    default:
      break
  }
}

/** A text that fits a pattern, its stars and operators filled. */
function instanceOf(pattern: string, random: Random): string {
  const filled = pattern
    .replaceAll('{**}', () => random.pick(['', 'a', 'a/b', 'a//b', 'a=b']))
    .replaceAll('{*}', () => random.pick(['a', 'b.c', 'a/b', '', 'a|b', '%41']))
  if (filled === '*') return random.pick(WORDS)
  if (filled.startsWith('*')) return `${random.pick(['', ...WORDS])}${filled.slice(1)}`
  return filled.endsWith('*') ? `${filled.slice(0, -1)}${random.pick(['', ...WORDS])}` : filled
}

function spoil(text: string, random: Random): string | undefined {
  if (random.percent(88)) return text
  return random.pick([`${text}x`, `x${text}`, text.slice(1), text.slice(0, -1), text.toUpperCase(), '', undefined])
}

function otherDomain(principal: string, random: Random): string {
  const [, ...path] = principal.split('/')
  return path.length === 4 && random.percent(50) ? [random.pick(TRUST_DOMAINS), ...path].join('/') : principal
}

function accountUri(account: string, random: Random): string {
  const [namespace, name] = account.includes('/')
    ? account.split('/')
    : [random.pick(['foo', 'my-ns', 'other']), account]
  const more = () => random.pick(['', '', '', '/k/v', '/', 'x'])
  return `${random.pick(['spiffe://td', 'spiffe://td', 'spiffe://', 'td'])}${more()}/ns/${namespace}${more()}/sa/${name}${more()}`
}

function principalClaims(pattern: string, text: string, random: Random): Record<string, unknown> {
  if (!pattern.includes('/')) {
    if (pattern.startsWith('*')) return { iss: random.pick(WORDS), sub: text }
    return { iss: text, sub: pattern.endsWith('*') ? random.pick([...WORDS, '']) : random.pick(['', '', 'x']) }
  }
  const slash = text.lastIndexOf('/')
  return {
    iss: text.slice(0, Math.max(0, slash)),
    sub: random.percent(95) ? text.slice(slash + 1) : random.pick([undefined, 5, ['a']]),
  }
}

const listOf = (text: string | undefined, random: Random) =>
  random.pick([[text], ['other', text], ['other'], [], [5, text]])
const asNumber = (text: string, random: Random) =>
  random.percent(95) ? text : random.pick([5, true, null, { a: text }])

function setClaim(draft: Draft, names: readonly string[], value: unknown): void {
  const [first = '', second] = names
  const before = draft.claims?.[first]
  const inner = typeof before === 'object' && before !== null ? before : {}
  draft.claims = { ...draft.claims, [first]: second === undefined ? value : { ...inner, [second]: value } }
}

function addressIn(block: string, random: Random): string {
  if (random.percent(10)) return `10.0.0.${random.below(256)}`
  const [address = '', bits = '32'] = block.split('/')
  const parts = address.split('.')
  const kept = Math.floor(Number(bits) / 8)
  const filled = parts.map((part, at) => (at < kept ? part : String(random.below(256))))
  if (random.percent(10)) filled[random.below(4)] = String(random.below(256))
  return filled.join('.')
}
