import type { Claims } from '../../../token/claims.ts'
import { checkText } from '../../../token/quick-signatures.ts'
import type { VerificationKey } from '../../../token/trust.ts'
import { claimNeeds, needsInWords, type ClaimNeeds, type ClaimReading } from '../../claim-needs.ts'
import { AccessRefused, type AskedRequest, type Dialect, type RequestContext } from '../../dialect.ts'
import { goJwtForm, type GoJwtForm } from '../../go-jwt-form.ts'
import type { StokeKeys } from '../../stoke-keys.ts'
import { stokeAnswer } from './answers.ts'
import { STOKE_GAPS } from './gaps.ts'
import { stokeClaims, type StokeClaims } from './go-claims.ts'

export interface StokeParts {
  keys: StokeKeys
  /** What a service asks of a person. Absent: any token will do. */
  needs?: ClaimNeeds
  /** Absent: any part of a list is enough, as for the Go client; the Python client takes the whole text. */
  reading?: ClaimReading
  /** Absent: nobody looks at it, which is what most services do. */
  issuer?: string
  subject?: string
  audience?: string
  /** A token must have an end: `jwt.WithExpirationRequired()`. */
  expirationRequired?: boolean
  /** Nor may it be issued in the future: `jwt.WithIssuedAt()`. */
  issuedAtChecked?: boolean
  /** What alg may be: `jwt.WithValidMethods`. Absent: whatever fits the type of a key. */
  validMethods?: readonly string[]
  /** An issuer other than Stoke may write one audience as a text, which its Go client does not read. */
  audienceMayBeText?: boolean
  /** Milliseconds since 1970. */
  now(): number
}

/** What its checks find out. */
export interface StokeExamination {
  request: AskedRequest
  context: RequestContext
  /** With fractions. */
  seconds: number
  token: string
  form: GoJwtForm
  claims: StokeClaims
  keys: readonly VerificationKey[]
}

/**
 * How a service with the Go client of Stoke checks a token, with its order, its two answers and its gaps: for lessons, never to protect
 * anything.
 * @throws TypeError for a pattern of `needs` that nobody should run, as the end of a sentence
 */
export function stokeDialect(parts: StokeParts): Dialect<StokeExamination> {
  const { needs, now } = parts
  const lacking = needs && claimNeeds(needs, parts.reading)
  return {
    name: 'stoke',
    title: 'UNSAFE: as the Go client of Stoke does it, with its order, its answers and its gaps',
    gaps: STOKE_GAPS,
    forwardsToken: true,
    opensTunnels: false,
    given: ['request', 'context', 'seconds'],
    checks: [
      {
        name: 'credentials',
        rule: 'as Stoke (A.8): the first Authorization header, and Bearer in this spelling',
        needs: ['request'],
        run: (e) => void (e.token = bearerForGo(e.request)),
      },
      {
        name: 'form',
        rule: 'as Stoke: three parts of base64url, two of them JSON',
        needs: ['token'],
        run: (e) => void (e.form = goJwtForm(e.token)),
      },
      {
        name: 'claims',
        rule: 'as Stoke (ST-1, ST-7): dates are whole numbers, aud is a list, and whatever else there is is a text',
        needs: ['form'],
        run: (e) => void (e.claims = stokeClaims(e.form.payloadText, parts.audienceMayBeText === true)),
      },
      {
        name: 'key',
        rule: 'as Stoke (A.8): each of the set whose type fits alg, fetched anew when its exp has passed; nobody looks at kid',
        needs: ['form', 'context'],
        run: async (e) => void (e.keys = await keysForAlgorithm(parts, e)),
      },
      {
        name: 'signature',
        rule: 'as Stoke: made with one of them over this text',
        needs: ['form', 'keys'],
        run: checkByAny,
      },
      {
        name: 'expiry',
        rule: 'as Stoke (A.8): before exp, if there is one',
        needs: ['claims', 'seconds'],
        run({ claims: { exp }, seconds }) {
          if (exp === undefined && parts.expirationRequired === true) throw new AccessRefused('missing-claim', { claim: 'exp' }) // prettier-ignore
          if (exp !== undefined && seconds >= exp) throw new AccessRefused('expired', { claim: 'exp' })
        },
      },
      {
        name: 'not-before',
        rule: 'as Stoke (A.8): not before nbf, if there is one',
        needs: ['claims', 'seconds'],
        run({ claims: { nbf }, seconds }) {
          if (nbf !== undefined && seconds < nbf) throw new AccessRefused('not-active', { claim: 'nbf' })
        },
      },
      {
        name: 'parser-options',
        rule: 'as Stoke (A.8): issuer, subject, audience and iat, where the service asks for them',
        needs: ['claims', 'seconds'],
        run({ claims: { iss, sub, aud, iat }, seconds }) {
          const { issuer, subject, audience, issuedAtChecked = false } = parts
          if (issuer === undefined && subject === undefined && audience === undefined && !issuedAtChecked)
            return 'skipped'
          if (issuedAtChecked && iat !== undefined && seconds < iat) throw new AccessRefused('not-active', { claim: 'iat' }) // prettier-ignore
          if (issuer !== undefined && iss !== issuer) throw new AccessRefused('wrong-issuer', { claim: 'iss' })
          if (subject !== undefined && sub !== subject) throw new AccessRefused('wrong-subject', { claim: 'sub' })
          if (audience !== undefined && !aud.includes(audience)) throw new AccessRefused('wrong-audience', { claim: 'aud' }) // prettier-ignore
          return
        },
      },
      {
        name: parts.reading === 'whole' ? 'whole-requirement' : 'requirement',
        rule: requirementRule(parts),
        needs: ['claims'],
        run({ claims: { values } }) {
          if (!lacking) return 'skipped'
          const claim = lacking(values)
          if (claim !== undefined) throw new AccessRefused('claim-not-allowed', { claim })
          return
        },
      },
    ],
    begin: (request, context) =>
      ({ request, context, seconds: now() / 1000 }) as Partial<StokeExamination> as StokeExamination, // the checks fill in the rest
    tokenOf: ({ token }) => token || undefined,
    believed({ form, claims }) {
      const { kid } = form.header
      return {
        claims: { ...(form.payload as Claims | null), aud: [...claims.aud] }, // of the types that the check "claims" asks for
        issuer: claims.iss,
        keyId: typeof kid === 'string' ? kid : '',
        until: (claims.exp ?? Infinity) * 1000,
      }
    },
    answer: stokeAnswer,
  }
}

/** The clients for two languages differ in this, and whoever reads a trace is told which it was. */
function requirementRule({ needs, reading = 'parts' }: StokeParts): string {
  const asked = `the claims that the service asks for${needs ? ` (${needsInWords(needs)})` : ''}`
  return reading === 'parts'
    ? `as Stoke (A.8): ${asked}; any part of a list with commas may be the one`
    : `as the Python client of Stoke (A.8): ${asked}; the whole text is the one value, commas and all`
}

/** @throws AccessRefused no-credentials */
function bearerForGo({ authorization: [value = ''] }: AskedRequest): string {
  if (!value.startsWith('Bearer ')) throw new AccessRefused('no-credentials')
  return value.slice('Bearer '.length)
}

/** Where the keys cannot be had, nobody gets in, and the answer is that of a bad token. */
async function keysForAlgorithm(
  { keys, validMethods }: StokeParts,
  { form, context }: StokeExamination,
): Promise<readonly VerificationKey[]> {
  const { alg } = form.header
  if (validMethods?.includes(String(alg)) === false) throw new AccessRefused('wrong-algorithm')
  let all: readonly VerificationKey[]
  try {
    all = await keys.keysFor(context)
  } catch (cause) {
    throw new AccessRefused('cannot-decide', { cause })
  }
  if (all.length === 0) throw new AccessRefused('unknown-key')
  const fitting = all.filter(({ algorithm }) => algorithm === alg && algorithm !== 'Ed25519') // a name that it does not know
  if (fitting.length === 0) throw new AccessRefused('wrong-algorithm')
  return fitting
}

async function checkByAny({ form, keys }: StokeExamination): Promise<void> {
  for (const key of keys) if (await checkText(form.signed, form.signature, key)) return
  throw new AccessRefused('signature-mismatch')
}
