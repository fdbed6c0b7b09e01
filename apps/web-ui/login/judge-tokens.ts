import { examine, type FurtherCheck, type JudgeParts } from '#core/access/judge'
import { errorText } from '#core/error-text'
import { accessTokenTrust, forThisClient, idTokenTrust, type TokensOfLogin } from '#core/login/login-trust'
import { TITLES } from '#core/token/rejection'
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
  const tokens = () => tokensAtPage(trust, context)
  const idToken = await judgeOne(
    'ID token',
    came.idToken,
    async () => idTokenTrust(await tokens(), trust.clientId, {}),
    parts,
    [forThisClient(trust.clientId)],
  )
  const { sub: subject = ANYONE } = idToken.claims ?? {}
  const accessTrust = async () => accessTokenTrust(await tokens(), { audience: trust.audience, subject })
  return { idToken, accessToken: await judgeOne('access token', came.accessToken, accessTrust, parts) }
}

/** An ID token that stands where the access token belongs is kept out by its audience. */
const tokensAtPage = async (
  { issuer, issuerAsPublished, leewaySeconds, keys }: LoginTrust,
  context: RequestContext,
): Promise<TokensOfLogin> => ({
  issuer: (await issuerAsPublished?.()) ?? issuer,
  leewaySeconds,
  keys: keys(context),
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
