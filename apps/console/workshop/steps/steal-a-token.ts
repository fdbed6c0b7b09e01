import { playOnStage, showToken } from '../bench-moves.ts'
import { isRefusedBy, lookedAtBy, sentFromBench } from '../plays-seen.ts'
import type { WorkshopStep } from '../step.ts'

/** Out of which the token is taken. */
const STOLEN_FROM = 5
/** In this one C asks the factory about a token, so it is the factory that refuses it. */
const TRIED_AT_C = 2

export const stealAToken: WorkshopStep = {
  id: 'steal-a-token',
  track: 'workshop',
  title: "Steal A's token",
  task: 'Play scenario 5, take the raw token of A out of that play, and use it yourself: send it to B, who believes you, and to C, scenario 2, who does not.',
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
    const own = new Set<unknown>()
    const stolen = new Set<unknown>()
    const refused = new Set<unknown>()
    for (const play of plays) {
      const sent = sentFromBench(play)
      if (play.caller === 'servicea' && play.scenario === STOLEN_FROM)
        for (const { claims, isBelieved } of lookedAtBy(play, 'serviceb'))
          if (isBelieved && claims['sub'] === 'servicea' && typeof claims['jti'] === 'string') own.add(claims['jti'])
      const id = sent?.claims['jti']
      if (!own.has(id)) continue
      if (sent?.to === 'serviceb' && play.outcome.isBelieved) stolen.add(id)
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
  async solution(ask) {
    const { traceId } = await playOnStage(ask, STOLEN_FROM)
    const { tokens } = await ask(`/api/plays/${traceId}/tokens`)
    const [{ token }] = tokens
    await showToken(ask, token)
    await showToken(ask, token, 'servicec', TRIED_AT_C)
  },
}
