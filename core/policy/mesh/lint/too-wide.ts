import type { Attribute } from '../attributes.ts'
import type { AuthorizationPolicy, PolicyCondition, PolicyRule } from '../model.ts'
import { quoted } from '../read-parts.ts'
import { ofCondition, ofPolicy, ofRule, type LintFinding } from './finding.ts'

/** ALLOW policies that let in more than they seem to, or nothing at all. */
export function findTooWide(policy: AuthorizationPolicy): LintFinding[] {
  if (policy.action !== 'ALLOW') return []
  if (policy.rules.length === 0) {
    const message = 'this policy allows nothing, and denies whatever no other ALLOW policy matches'
    const advice = 'leave it where that is meant, as the default of a namespace; otherwise add "rules"'
    return [
      ofPolicy(policy, { code: 'allows-nothing', severity: policy.selector ? 'problem' : 'note', message, advice }),
    ]
  }
  return policy.rules.flatMap((rule, index) => [
    ...allowsAll(policy, rule, index),
    ...admitsAnonymous(policy, rule, index),
    ...loosePrefixes(policy, rule, index),
  ])
}

/** Every request has them. */
const ALWAYS_THERE = new Set<Attribute['kind']>(['host', 'method', 'path', 'source-ip', 'remote-ip', 'destination-ip'])
const EVERYTHING = new Set(['*', '/*', '0.0.0.0/0', '::/0'])

const isTrivial = ({ attribute, isNegated, values }: PolicyCondition) =>
  !isNegated && ALWAYS_THERE.has(attribute.kind) && values.some((value) => EVERYTHING.has(value))

function allowsAll(policy: AuthorizationPolicy, { from, to, when }: PolicyRule, index: number): LintFinding[] {
  const isOpen = (entries: PolicyRule['from']) =>
    entries.length === 0 || entries.some(({ conditions }) => conditions.every(isTrivial))
  if (!isOpen(from) || !isOpen(to) || !when.every(isTrivial)) return []
  const message = 'this rule allows every request, with or without an identity'
  return [
    ofRule(policy, index, {
      code: 'allows-all',
      message,
      advice: 'say who may call: add "from" with a source, or leave it where that is meant',
    }),
  ]
}

/** Attributes that only callers with a certificate have, and those that only requests with a token have. */
const OF_CALLERS: readonly Attribute['kind'][] = ['principal', 'namespace', 'service-account', 'trust-domain']
const OF_USERS: readonly Attribute['kind'][] = ['request-principal', 'claim']

const ANONYMOUS_WORDS = {
  'anonymous-callers': {
    message: 'a caller without an identity meets this negation, so that plaintext gets in',
    advice: 'add principals: ["*"] beside it',
  },
  'anonymous-users': {
    message: 'a request without a token meets this negation, so that it gets in',
    advice: 'add requestPrincipals: ["*"] beside it',
  },
}

/** A negation alone is met by whoever has nothing at all (M-20). */
function admitsAnonymous(policy: AuthorizationPolicy, { from, when }: PolicyRule, index: number): LintFinding[] {
  const sources = from.length > 0 ? from.map(({ conditions }) => conditions) : [[]]
  const findings = sources.flatMap((source) => {
    const conditions = [...source, ...when]
    return (['anonymous-callers', 'anonymous-users'] as const).flatMap((code) => {
      const kinds = code === 'anonymous-callers' ? OF_CALLERS : OF_USERS
      const own = conditions.filter(({ attribute }) => kinds.includes(attribute.kind))
      const [first] = own
      if (!first || own.some(({ isNegated }) => !isNegated)) return []
      return [ofCondition(policy, index, first, { code, ...ANONYMOUS_WORDS[code] })]
    })
  })
  return [...new Map(findings.map((finding) => [`${finding.code} ${finding.where}`, finding])).values()]
}

/** `/admin*` takes `/administrator` too. */
function loosePrefixes(policy: AuthorizationPolicy, { to }: PolicyRule, index: number): LintFinding[] {
  return to
    .flatMap(({ conditions }) => conditions)
    .filter(({ attribute, isNegated }) => attribute.kind === 'path' && !isNegated)
    .flatMap((condition) =>
      condition.values.flatMap((value, at) => {
        if (!/[^/*]\*$/.test(value) || value.startsWith('*')) return []
        const start = value.slice(0, -1)
        const message = `${quoted(value)} takes every path that begins so, ${quoted(`${start}x`)} too`
        const advice = `write ${quoted(start)} and ${quoted(`${start}/*`)} where only what is below is meant`
        return [
          ofCondition(
            policy,
            index,
            condition,
            { code: 'prefix-without-slash', severity: 'note', message, advice },
            at,
          ),
        ]
      }),
    )
}
