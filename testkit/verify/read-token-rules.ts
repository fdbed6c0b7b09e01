import { ANYONE, type Trust } from '#core/token/trust'
import { checkRule, checkRuleTypes } from './rule-types.ts'
import type { TokenRules } from './token-rules.ts'

const OF_ACCESS_TOKENS = ['iss', 'aud', 'sub', 'exp', 'iat', 'jti', 'client_id']
const OF_OTHERS = ['iss', 'aud', 'sub', 'exp', 'iat']
const DAY_SECONDS = 86_400
const USUAL_TOLERANCE_SECONDS = 5
const USUAL_WAIT_SECONDS = 5

interface ReadRules {
  trust: Omit<Trust, 'keys'>
  scopes: readonly string[]
  timeoutSeconds: number
}

/** @throws TypeError that says what to write */
export function readTokenRules(rules: TokenRules<object>): ReadRules {
  checkRuleTypes(rules)
  checkRule((rules.jwksUri === undefined) !== (rules.keys === undefined), 'give jwksUri or keys, and not both')
  const { issuer, audience, algorithms, typ = 'at+jwt', scope = '', clockTolerance = USUAL_TOLERANCE_SECONDS } = rules
  const { timeout = USUAL_WAIT_SECONDS } = rules
  const { required = typ === 'at+jwt' ? OF_ACCESS_TOKENS : OF_OTHERS, maxLifetime = DAY_SECONDS } = rules
  const trust = {
    issuer,
    audience: [audience].flat(),
    subject: ANYONE,
    algorithms: [...algorithms],
    type: typ,
    required: [...new Set([...required, 'exp'])],
    maxLifetimeSeconds: maxLifetime,
    leewaySeconds: clockTolerance,
  } as const
  return { trust, scopes: scope.split(' ').filter(Boolean), timeoutSeconds: timeout }
}
