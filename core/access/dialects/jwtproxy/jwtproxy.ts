import { AccessRefused, type AskedRequest, type Dialect, type RequestContext } from '../../dialect.ts'
import type { SidecarAccessConfig } from '../../sidecar-config.ts'
import type { LaxKeyAnswer } from '../../sidecar-keys.ts'
import { jwtproxyAnswer, WORDS_ABOUT_KEYS } from './answers.ts'
import { JWTPROXY_GAPS } from './gaps.ts'
import * as lax from './lax-claims.ts'
import { laxForm, laxPayload, laxToken, type LaxForm } from './lax-token.ts'
import { OUR_WORDS, type SeenIds } from './seen-ids.ts'

export interface JwtproxyParts {
  config: SidecarAccessConfig
  /** Milliseconds since 1970. */
  now(): number
  /** The key as the original looks for it. */
  find(issuer: string, kid: string, context: RequestContext): Promise<LaxKeyAnswer>
  /** Absent: a token may come again. */
  seen?: SeenIds | undefined
}

/** What the checks of jwtproxy find out. */
export interface JwtproxyExamination {
  request: AskedRequest
  context: RequestContext
  now: number
  token: string
  form: LaxForm
  keyId: string
  claims: lax.LaxClaims
  issuer: string
  key: Extract<LaxKeyAnswer, { kind: 'key' }>
}

/**
 * How jwtproxy v0.0.4 decides, with its gaps: for lessons, never to protect anything. Its order is the lesson: the token id
 * is used up, and the key server asked, before anything proves the token.
 */
export function jwtproxyDialect(parts: JwtproxyParts): Dialect<JwtproxyExamination> {
  const { config, now, seen } = parts
  const origin = lax.laxOrigin(config.audience)
  return {
    name: 'jwtproxy',
    title: 'UNSAFE: as jwtproxy v0.0.4 does it, with its order, its answers and its gaps',
    gaps: JWTPROXY_GAPS,
    forwardsToken: true,
    opensTunnels: true,
    given: ['request', 'context', 'now'],
    checks: [
      {
        name: 'credentials',
        rule: 'as jwtproxy: the first Authorization header, or a Basic password, or nothing',
        needs: ['request'],
        run: (e) => void (e.token = laxToken(e.request.authorization)),
      },
      {
        name: 'form',
        rule: 'as jwtproxy: three parts, and a header of texts that has an alg, whatever it is',
        needs: ['token'],
        run: (e) => void (e.form = laxForm(e.token)),
      },
      {
        name: 'claims',
        rule: 'as jwtproxy: any JSON object',
        needs: ['form'],
        run: (e) => void (e.claims = laxPayload(e.form.payload)),
      },
      {
        name: 'key-id',
        rule: 'as jwtproxy: there is a kid, or an empty one',
        needs: ['form'],
        run: (e) => void (e.keyId = keyIdIn(e.form.header)),
      },
      {
        name: 'issuer',
        rule: 'as jwtproxy: iss is a text, whoever it names',
        needs: ['claims'],
        run: (e) => void (e.issuer = lax.laxText(e.claims, 'iss')),
      },
      {
        name: 'audience',
        rule: 'as jwtproxy: one text with our scheme, host and port, whatever else stands there',
        needs: ['claims'],
        run: (e) => lax.laxAudience(e.claims, origin),
      },
      {
        name: 'expiry',
        rule: 'as jwtproxy: before exp, to the moment',
        needs: ['claims', 'now'],
        run: (e) => lax.laxExpiry(e.claims, e.now),
      },
      {
        name: 'not-before',
        rule: 'as jwtproxy: not before nbf, to the moment',
        needs: ['claims', 'now'],
        run: (e) => lax.laxNotBefore(e.claims, e.now),
      },
      {
        name: 'issued-at',
        rule: 'as jwtproxy: iat no further ahead than the skew',
        needs: ['claims', 'now'],
        run: (e) => lax.laxIssuedAt(e.claims, e.now, config.maxSkew),
      },
      {
        name: 'lifetime',
        rule: 'as jwtproxy: exp no further behind iat than allowed; before it is fine',
        needs: ['claims'],
        run: (e) => lax.laxLifetime(e.claims, config.maxTtl),
      },
      {
        name: 'replay',
        rule: 'as jwtproxy (W2, W3, W7): a jti that nobody has sent, recorded before anything proves the token',
        needs: ['claims'],
        run: (e) => recordId(e.claims, seen),
      },
      {
        name: 'key',
        rule: 'as jwtproxy (W4, W5, W6, W15): whatever the key server has for this iss and kid',
        needs: ['issuer', 'keyId', 'context'],
        run: async (e) => void (e.key = await findKeyAsIs(parts, e)),
      },
      {
        name: 'signature',
        rule: 'as jwtproxy: RS256, whatever alg says',
        needs: ['form', 'key'],
        run: (e) => holds(e.key, e.form),
      },
      {
        name: 'allowed',
        rule: 'as jwtproxy: static claims, letter by letter',
        needs: ['claims'],
        run: (e) => (config.claimsVerifiers.length === 0 ? 'skipped' : allowed(e.claims, config.claimsVerifiers)),
      },
    ],
    begin: (request, context) => ({ request, context, now: now() }) as JwtproxyExamination, // the checks fill in the rest
    tokenOf: ({ token }) => token || undefined,
    believed: ({ claims, issuer, keyId }) => ({ claims, issuer, keyId, until: Infinity }),
    answer: jwtproxyAnswer,
  }
}

function keyIdIn(header: LaxForm['header']): string {
  const { kid } = header
  if (kid === undefined) throw new AccessRefused('unknown-key', { words: "Missing 'kid' claim" })
  return kid
}

function recordId(claims: lax.LaxClaims, seen: SeenIds | undefined): void | 'skipped' {
  const jti = lax.laxText(claims, 'jti')
  if (!seen) return 'skipped'
  seen.record(jti, Number(claims['exp']) * 1000) // a number: expiry
}

async function findKeyAsIs({ find }: JwtproxyParts, { issuer, keyId, context }: JwtproxyExamination) {
  const found = await find(issuer, keyId, context).catch((error: unknown): LaxKeyAnswer => ({
    kind: 'server-error',
    why: error instanceof Error ? error.message : '',
  }))
  if (found.kind === 'key') return found
  const { reason, words } = WORDS_ABOUT_KEYS[found.kind]
  const why = 'why' in found ? found.why : ''
  throw new AccessRefused(reason, { words: words ?? `${OUR_WORDS}${why}`, cause: new Error(why) })
}

function holds(key: JwtproxyExamination['key'], { signed, signature }: LaxForm): void {
  let isGood = false
  try {
    isGood = key.isSignedBy(signed, signature)
  } catch {
    // what no key can read is no signature
  }
  if (!isGood) throw new AccessRefused('signature-mismatch', { words: 'Invalid JWT signature' })
}

function allowed(claims: lax.LaxClaims, lists: SidecarAccessConfig['claimsVerifiers']): void {
  for (const wanted of lists) lax.laxStaticClaims(claims, wanted)
}
