import type { Attribute } from '../attributes.ts'
import { conditionsOfRule } from '../compile-rule.ts'
import type { AuthorizationPolicy } from '../model.ts'
import { isPathTemplate } from '../path-template.ts'
import { quoted } from '../read-parts.ts'
import { ofCondition, type FindingText, type LintFinding } from './finding.ts'

/** Values that mean something else than they seem to. */
export function findOddValues(policy: AuthorizationPolicy): LintFinding[] {
  return policy.rules.flatMap((rule, index) =>
    conditionsOfRule(rule).flatMap((condition) =>
      condition.values.flatMap((value, at) => {
        const odd = literalStar(condition.attribute, value) ?? numberLike(condition.attribute, value)
        return odd ? [ofCondition(policy, index, condition, odd, at)] : []
      }),
    ),
  )
}

/** Namespaces take any number of stars. */
function literalStar({ kind }: Attribute, value: string): FindingText | undefined {
  if (kind === 'namespace' || (kind === 'path' && isPathTemplate(value)) || value === '*') return undefined
  const withoutPattern = value.startsWith('*') ? value.slice(1) : value.replace(/\*$/, '')
  const isOfTwoParts = kind === 'request-principal' && value.startsWith('*/')
  if (!withoutPattern.includes('*')) return undefined
  const why = isOfTwoParts ? 'behind "*/" the subject is compared as it is' : 'only one star at one end is a pattern'
  return {
    code: 'star-is-literal',
    message: `${quoted(value)} wants a star in the text itself: ${why}`,
    advice: 'write several values, or one star at one end',
  }
}

function numberLike({ kind }: Attribute, value: string): FindingText | undefined {
  if (kind !== 'claim' || !/^(?:\d+|true|false)$/.test(value)) return undefined
  return {
    code: 'number-or-boolean',
    severity: 'note',
    message: `${quoted(value)} matches a text alone: a claim that is a number or a boolean never matches`,
    advice: 'let the issuer write the claim as a text',
  }
}
