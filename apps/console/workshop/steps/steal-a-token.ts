import { playOnStage, showToken } from '../bench-moves.ts'
import { isOtherToken, isRefusedBy, lastFromBench, lookedAtBy, sentFromBench } from '../plays-seen.ts'
import type { KeptPlay } from '../../plays/kept-play.ts'
import { markOfSignature } from '../../plays/signature-mark.ts'
import type { WorkshopStep } from '../step.ts'

/** Out of which the token is taken. */
const STOLEN_FROM = 5
/** In this one C asks the factory about a token, so it is the factory that refuses it. */
const TRIED_AT_C = 2

export const stealAToken: WorkshopStep = {
  id: 'steal-a-token',
  track: 'workshop',
  title: "Steal A's token",
  task: 'Play scenario 5 on the stage, take the raw token of A out of that play, and use it yourself: send it to B, scenario 5, who believes you, and to C, scenario 2, who does not.',
  where: { page: '/?scenario=5', label: 'Stage' },
  why: 'A bearer token is good for whoever bears it: B cannot tell you from A, and every check of the last nine steps says yes. In autumn 2023 somebody read files that customers had uploaded to the support of Okta: records of browser traffic, with session tokens in them. 134 customers were affected, and the sessions of five were taken over. What helps are a narrow audience, a short life, no tokens in logs and files, and tokens that are bound to a key (RFC 8705, RFC 9449).',
  source: {
    text: 'Okta, root cause of the access to its support case management system',
    url: 'https://sec.okta.com/articles/2023/11/unauthorized-access-oktas-support-case-management-system-root-cause/',
  },
  hints: [
    'Where the factory signs, the stage has the raw token of that step, to copy: for people of this machine alone.',
    'Play scenario 5, stop at the step "jwt-factory signs a token", press "Copy the token", and paste it on the token bench.',
    'Send it to "Service B, scenario 5": 200. Then send the same one to "Service C, scenario 2", who asks the factory: it was issued for somebody else.',
  ],
  code: {
    file: 'core/token/claim-rules.ts',
    find: 'if (!meant) throw',
    instead: 'if (aud === undefined) throw',
  },
  check({ plays }) {
    const own = new Set<string>()
    const stolen = new Set<string>()
    const refused = new Set<string>()
    for (const play of plays) {
      for (const each of signaturesOfA(play)) own.add(each)
      const sent = sentFromBench(play)
      const id = play.signatureMark ?? ''
      if (!own.has(id)) continue
      if (sent?.to === 'serviceb' && play.scenario === STOLEN_FROM && play.outcome.isBelieved) stolen.add(id)
      const isAtC = sent?.to === 'servicec' && play.scenario === TRIED_AT_C
      if (isAtC && isRefusedBy(play, 'jwt-factory', 'audience', 'wrong-audience')) refused.add(id)
      if (stolen.has(id) && refused.has(id))
        return {
          sentence:
            "Service B believed A's token although it came from you; Service C refused it, for it is not for C.",
          traceId: play.traceId,
        }
    }
    return undefined
  },
  nearly({ plays }) {
    const last = lastFromBench(plays)
    if (!last || last.signatureMark === undefined) return undefined
    return plays.some((play) => signaturesOfA(play).includes(last.signatureMark ?? ''))
      ? undefined
      : 'Nearly: it is not the raw token of A out of a play of scenario 5. Play it on the stage, and copy the token there.'
  },
  async solution(ask) {
    const { traceId } = await playOnStage(ask, STOLEN_FROM)
    const { tokens } = await ask(`/api/plays/${traceId}/tokens`)
    const [{ token }] = tokens
    await showToken(ask, token)
    await showToken(ask, token, 'servicec', TRIED_AT_C)
  },
}

/** The signatures of the tokens that B believed A in scenario 5, as the factory made them: whoever signs the same claims anew has another one. */
function signaturesOfA(play: KeptPlay): string[] {
  if (play.caller !== 'servicea' || play.scenario !== STOLEN_FROM || isOtherToken(play)) return []
  const believed = lookedAtBy(play, 'serviceb').filter(({ isBelieved }) => isBelieved)
  const ids = new Set(believed.flatMap(({ claims: { jti } }) => (typeof jti === 'string' ? [jti] : [])))
  return play.tokens.filter(({ tokenId }) => ids.has(String(tokenId))).map(({ token }) => markOfSignature(token))
}
