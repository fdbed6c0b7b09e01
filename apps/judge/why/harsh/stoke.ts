import { asMember, fractionIn, harsh, kindOfClaim, type Harshness, type HarshTable } from './harsh-table.ts'
import type { TokenFacts } from '../token-faults.ts'

const BY_NAME = new Set(['iss', 'sub', 'aud', 'jti', 'exp', 'nbf', 'iat'])

/** Its Go client has types of its own for all that may stand in a token. */
function claimsOfGo(facts: TokenFacts): Harshness {
  const { claims, expected } = facts
  if (typeof claims['aud'] === 'string')
    return { why: 'its Go client reads aud as a list only', change: 'Write the audience as a list', text: asMember('aud', [expected.audience]) } // prettier-ignore
  const fraction = fractionIn(facts)
  if (fraction !== undefined)
    return { why: `its Go client reads whole seconds alone, and ${fraction} has a fraction`, change: `Write ${fraction} without a fraction`, text: asMember(fraction, Math.floor(Number(claims[fraction]))) } // prettier-ignore
  const other = Object.keys(claims).find((claim) => !BY_NAME.has(claim) && typeof claims[claim] !== 'string')
  if (other !== undefined)
    return { why: `its Go client takes nothing but texts for further claims, and ${claimNameShown(other)} is ${kindOfClaim(claims[other])}`, change: `Write ${claimNameShown(other)} as a text, or leave it out` } // prettier-ignore
  return {
    why: 'its Go client knows another type for one of the claims',
    change: 'Write dates as whole numbers, aud as a list, and all other claims as texts',
  }
}

/** A stranger may have chosen it. */
const claimNameShown = (claim: string) => (/^[\w.:/-]{1,40}$/.test(claim) ? claim : 'a claim with an odd name')

export const STOKE_HARSH: HarshTable = {
  credentials: harsh(
    'it takes the word Bearer in this spelling alone',
    'Write Bearer with a capital B, and one space behind it',
    'Authorization: Bearer TOKEN',
  ),
  form: harsh(
    'its client cannot read the text',
    'Write the token without padding, and with whole numbers of 64 bits at most',
  ),
  claims: claimsOfGo,
  key: harsh(
    'its set has no key for this alg under the name that its client knows',
    'Sign with an algorithm that Stoke knows: ES, PS, RS or EdDSA',
  ),
  signature: harsh('none of the keys of its set made the signature', 'Publish the key in the set that it reads'),
  expiry: harsh('it allows no leeway for exp', 'Let the clocks agree, or hand it jwt.WithLeeway', 'jwt.WithLeeway(30 * time.Second)'), // prettier-ignore
  'not-before': harsh('it allows no leeway for nbf', 'Let the clocks agree, or hand it jwt.WithLeeway', 'jwt.WithLeeway(30 * time.Second)'), // prettier-ignore
}
