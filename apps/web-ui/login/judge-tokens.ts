import { examine, type FurtherCheck, type JudgeParts } from '#core/access/judge'
import { errorText } from '#core/error-text'
import type { Algorithm } from '#core/token/algorithms'
import { TITLES, TokenRejected } from '#core/token/rejection'
import { ANYONE, type KeySource, type Trust } from '#core/token/trust'
import type { RequestContext } from '#core/trace/request-context'
import type { StepCheck } from '#core/trace/step'
import type { JudgedToken } from './visit.ts'

/** Whom the page believes. */
export interface LoginTrust {
  /** `iss` of both tokens, compared as text; where the issuer is known by its address alone, this is that address. */
  issuer: string
  /** How the issuer writes its name, where it has to be asked. @throws what is told as cannot decide */
  issuerAsPublished?: () => Promise<string>
  /** `aud` of an ID token (OpenID Connect Core §2). */
  clientId: string
  /** `aud` of an access token: the application as the issuer knows it, `https://webui`. */
  audience: string
  leewaySeconds: number
  /** The keys of the issuer as one request sees them. */
  keys: (context: RequestContext) => KeySource
}

/** A token as it came. Undefined: none did. 'repeated': several, and nobody knows which one is meant. */
export type CameToken = string | 'repeated' | undefined

export interface CameTokens {
  idToken: { from: string; token: CameToken }
  accessToken: { from: string; token: CameToken }
}

export type LoginJudgeParts = Pick<JudgeParts, 'clock' | 'context' | 'log'>

/** What providers sign logins with: RS256 is what all can (OpenID Connect Core §15.1). */
const LOGIN_ALGORITHMS: readonly Algorithm[] = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] // prettier-ignore

/** No login lasts longer by one token: 30 days. Seconds. */
const LONGEST_HANDED_ON = 2_592_000

/**
 * Decides whether the two tokens of a login are believed, and tells the trace how. The access token must speak of the person of
 * the ID token: one of somebody else beside it is a mistake or an attack.
 * @throws nothing: what cannot be decided at the moment is told as that
 */
export async function judgeTokens(
  came: CameTokens,
  trust: LoginTrust,
  parts: LoginJudgeParts,
): Promise<{ idToken: JudgedToken; accessToken: JudgedToken }> {
  const { context } = parts
  const judgeIn = (
    what: JudgedToken['what'],
    its: CameTokens['idToken'],
    differs: Partial<Trust>,
    further?: readonly FurtherCheck[],
  ) => judgeOne(what, its, async () => ({ ...(await idTrust(trust, context)), ...differs }), parts, further)
  const idToken = await judgeIn('ID token', came.idToken, {}, [forThisClient(trust)])
  const subject = idToken.claims?.sub ?? ANYONE
  const differs = { audience: trust.audience, type: ACCESS_TYPES, subject } as const
  return { idToken, accessToken: await judgeIn('access token', came.accessToken, differs) }
}

/** RFC 9068 §2.1, and the plain type that most providers still write. An ID token is kept out by its audience. */
const ACCESS_TYPES = ['at+jwt', 'JWT']

const idTrust = async (
  { issuer, issuerAsPublished, clientId, leewaySeconds, keys }: LoginTrust,
  context: RequestContext,
): Promise<Trust> => ({
  issuer: (await issuerAsPublished?.()) ?? issuer,
  audience: clientId,
  subject: ANYONE,
  algorithms: LOGIN_ALGORITHMS,
  type: 'JWT',
  required: ['sub', 'exp', 'iat'],
  maxLifetimeSeconds: LONGEST_HANDED_ON,
  leewaySeconds,
  keys: keys(context),
})

/** A token for several parties says whose login it is (OpenID Connect Core §3.1.3.7 items 4 and 5). */
const forThisClient = ({ clientId }: LoginTrust): FurtherCheck => ({
  check: 'authorized-party',
  rule: 'OpenID Connect Core §3.1.3.7: the login of this client',
  run({ aud, azp }) {
    if (azp === clientId || (azp === undefined && [aud].flat().length === 1)) return
    throw new TokenRejected('wrong-audience', { claim: 'azp', expected: clientId })
  },
})

async function judgeOne(
  what: JudgedToken['what'],
  { from, token }: CameTokens['idToken'],
  trusted: () => Promise<Trust>,
  parts: LoginJudgeParts,
  further: readonly FurtherCheck[] = [],
): Promise<JudgedToken> {
  const about = { what, from, checks: [] as readonly StepCheck[] }
  if (token === undefined) return { ...about, outcome: 'absent', sentence: 'None came along.' }
  if (token === 'repeated')
    return {
      ...about,
      outcome: 'refused',
      reason: 'repeated',
      sentence: 'There are several of them, so none is looked at.',
    }
  const { context, checks } = listeningTo(parts.context)
  try {
    const trust = await trusted()
    const examined = await examine(token, trust, { ...parts, context, what: `the ${what}`, further })
    if (examined.valid)
      return {
        ...about,
        checks,
        outcome: 'good',
        sentence: `It is believed: ${trust.issuer} has signed it, for ${[trust.audience].flat().join()}.`,
        claims: examined.claims,
      }
    const { reason } = examined.rejection
    return { ...about, checks, outcome: 'refused', reason, sentence: `${TITLES[reason]}.` }
  } catch (error) {
    parts.log?.warn({ what, why: errorText(error) }, 'login-not-decided')
    const sentence = 'The keys of the issuer cannot be had at the moment, so nothing of it is believed.'
    return { ...about, outcome: 'cannot-decide', reason: 'keys-unavailable', sentence }
  }
}

/** A page shows each check, whether the request has a trace or not. */
function listeningTo(context: RequestContext): { context: RequestContext; checks: StepCheck[] } {
  const { recorder } = context
  const checks: StepCheck[] = []
  const listening = Object.assign(Object.create(recorder) as typeof recorder, {
    step: (reported: Parameters<typeof recorder.step>[0]) => {
      checks.push(...(reported.checks ?? []))
      return recorder.step(reported)
    },
  })
  Object.defineProperty(listening, 'isOn', { value: true })
  return { context: { ...context, recorder: listening }, checks }
}
