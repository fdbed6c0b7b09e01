import { ALL_ALGORITHMS, isAlgorithm } from '../algorithms.ts'
import { isObject } from '../claims.ts'
import type { TokenFault } from './fault.ts'

/** What no verifier of the sandbox takes in a header, whatever it trusts (RFC 7515 §4, RFC 8725 §3). */
export function headerFaults(header: unknown): TokenFault[] {
  if (!isObject(header)) return [{ says: 'The header is no JSON object (RFC 7515 §4)' }]
  return RULES_OF_HEADER.flatMap(({ member, says }) => {
    const fault = says(Object.hasOwn(header, member) ? header[member] : undefined)
    return fault === undefined ? [] : [{ member, says: fault }]
  })
}

interface HeaderRule {
  member: string
  says(value: unknown): string | undefined
}

const when = (isFault: boolean, says: string) => (isFault ? says : undefined)
const isSaid = (value: unknown) => value !== undefined
const unlessText = (member: string) => (value: unknown) =>
  when(isSaid(value) && (typeof value !== 'string' || value === ''), `${member} must be a text, and not an empty one`)

const RULES_OF_HEADER: readonly HeaderRule[] = [
  { member: 'alg', says: algorithmFault },
  { member: 'kid', says: unlessText('kid') },
  { member: 'typ', says: unlessText('typ') },
  {
    member: 'crit',
    says: (value) =>
      when(
        isSaid(value),
        'crit asks for an extension; no verifier here knows one, so all refuse it (RFC 7515 §4.1.11)',
      ),
  },
  {
    member: 'b64',
    says: (value) => when(isSaid(value), 'b64 changes what is signed; no verifier here takes it (RFC 7797 §7)'),
  },
  {
    member: 'cty',
    says: (value) =>
      when(isSaid(value), 'cty says that another token is inside; none is expected here (RFC 7519 §5.2)'),
  },
  {
    member: 'enc',
    says: (value) =>
      when(isSaid(value), 'enc belongs to an encrypted token, which has five segments (RFC 7516 §4.1.2)'),
  },
  {
    member: 'jwk',
    says: (value) =>
      when(isSaid(value), 'jwk is a key that the token brings along: nobody here believes it (RFC 8725 §3.10)'),
  },
]

function algorithmFault(alg: unknown): string | undefined {
  if (alg === undefined) return 'alg is missing: every header has one (RFC 7515 §4.1.1)'
  if (typeof alg !== 'string') return 'alg must be a text'
  if (isAlgorithm(alg)) return undefined
  if (alg.toLowerCase() === 'none') return 'alg is “none”: nobody has signed this token (RFC 8725 §3.2)'
  if (/^HS\d+$/.test(alg))
    return 'alg is an HMAC: whoever can verify it can also sign; no verifier here takes it (RFC 8725 §3.5)'
  const spelling = ALL_ALGORITHMS.find((name) => name.toLowerCase() === alg.toLowerCase())
  if (spelling !== undefined) return `alg is written ${spelling}: capital letters count (RFC 7515 §4.1.1)`
  return 'alg is none of the algorithms of the sandbox (RFC 7518 §3.1)'
}
