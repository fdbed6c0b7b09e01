import type { Attribute, PlainAttribute } from '../attributes.ts'
import type { PolicyCondition } from '../model.ts'
import { isPathTemplate } from '../path-template.ts'
import { quoted } from '../read-parts.ts'

const SUBJECTS: Record<PlainAttribute, string> = {
  principal: 'the caller',
  namespace: "the caller's namespace",
  'service-account': "the caller's service account",
  'trust-domain': "the caller's trust domain",
  'request-principal': 'the user of the token',
  'source-ip': 'the address that is connected',
  'remote-ip': 'the address of the client',
  host: 'the host',
  method: 'the method',
  path: 'the path',
  port: 'the port',
  'destination-ip': 'the address of the workload',
  'server-name': 'the server name of the handshake',
}

/** What `*` says of an attribute, and what its negation says. */
const STARS: Partial<Record<Attribute['kind'], [any: string, none: string]>> = {
  principal: ['the caller has an identity', 'the caller has no identity'],
  'request-principal': ['there is a verified token', 'there is no verified token'],
}

function subjectOf(attribute: Attribute): string {
  switch (attribute.kind) {
    case 'header':
      return `the header ${quoted(attribute.name)}`
    case 'claim':
      return `the claim ${quoted(attribute.names.join('.'))}`
    case 'filter':
      return `${quoted(attribute.name)} of the filter ${quoted(attribute.filter)}`
    default:
      return SUBJECTS[attribute.kind]
  }
}

const ADDRESSES = new Set<Attribute['kind']>(['source-ip', 'remote-ip', 'destination-ip'])

/** What a value wants, as a verb without its subject, and the same denied. */
function verbOf({ kind }: Attribute, value: string): [yes: string, no: string] {
  if (value === '*') return ['is there', 'is not there']
  if (kind === 'path' && isPathTemplate(value)) return [`fits ${quoted(value)}`, `does not fit ${quoted(value)}`]
  if (ADDRESSES.has(kind) && value.includes('/')) return [`is in ${quoted(value)}`, `is not in ${quoted(value)}`]
  if (kind === 'namespace' && value.includes('*')) return [`fits ${quoted(value)}`, `does not fit ${quoted(value)}`]
  if (value.startsWith('*'))
    return [`ends with ${quoted(value.slice(1))}`, `does not end with ${quoted(value.slice(1))}`]
  if (value.endsWith('*')) {
    return [`begins with ${quoted(value.slice(0, -1))}`, `does not begin with ${quoted(value.slice(0, -1))}`]
  }
  return [`is ${quoted(value)}`, `is not ${quoted(value)}`]
}

/** A condition as a clause: `the path begins with "/a/" or is "/b"`. */
export function sayCondition({ attribute, isNegated, values }: PolicyCondition): string {
  const star = values.includes('*') ? STARS[attribute.kind] : undefined
  if (star) return isNegated ? star[1] : star[0]
  const verbs = values.map((value) => verbOf(attribute, value)[isNegated ? 1 : 0])
  return `${subjectOf(attribute)} ${verbs.join(isNegated ? ' and ' : ' or ')}`
}
