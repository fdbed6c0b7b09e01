import { claimsWrittenIn, showToken, signOnBench, tokenForB } from '../bench-moves.ts'
import {
  BENCH_TO_B,
  BY_KEY_SET,
  isRefusedBy,
  nearlyAtB,
  sayMoreWrong,
  shortClaim,
  tickByPlay,
  tokenAtB,
} from '../plays-seen.ts'
import type { KeptPlay } from '../../plays/kept-play.ts'
import type { WorkshopStep } from '../step.ts'

export const meantForSomebodyElse: WorkshopStep = {
  id: 'meant-for-somebody-else',
  track: 'workshop',
  title: 'Good, and meant for somebody else',
  task: 'Make B refuse a token in scenario 5 because of its audience, and because of nothing else: it is for somebody else, and B would believe it if it were for B.',
  where: BENCH_TO_B,
  why: 'An issuer signs for many services. Whoever gets a token for one of them can show it to all others; `aud` says for which one it is, and each must look. Until January 2023 Argo CD did not: it believed every token that its provider had signed, also those that were meant for other applications of the same company.',
  source: {
    text: 'CVE-2023-22482, advisory of Argo CD',
    url: 'https://github.com/argoproj/argo-cd/security/advisories/GHSA-q9hr-j4rf-8fjc',
  },
  hints: [
    'Signature, issuer, subject, ids and dates must be good. B tells of the first check that fails, and looks at the audience before the dates: the page "Token bench" shows every check by itself.',
    'On the bench: take "A token of A for B", change `aud`, and let the factory sign it with the ring servicea.',
    'Write `"aud": "servicec"`, sign it with the ring servicea, and send it to Service B, scenario 5. Or play scenario 5 on the stage with "wrong-audience".',
  ],
  code: {
    file: 'core/token/claim-rules.ts',
    find: 'if (!meant) throw',
    instead: 'if (aud === undefined) throw',
  },
  check: ({ plays }) =>
    tickByPlay(plays, (play) => {
      const aud = audienceRefused(play)
      if (aud === undefined || sayMoreWrong(play, 'audience') !== undefined) return undefined
      return `Service B refused a token for "${shortClaim(aud)}", although all else in it was good.`
    }),
  nearly({ plays }) {
    const last = plays.at(-1)
    if (!last || !isRefusedBy(last, 'serviceb', 'audience', 'wrong-audience') || last.scenario !== BY_KEY_SET)
      return nearlyAtB(plays)
    if (audienceRefused(last) === undefined) return 'Nearly: it is for nobody. Write into `aud` for whom else it is.'
    return sayMoreWrong(last, 'audience')
  },
  async solution(ask) {
    const claims = { ...claimsWrittenIn(await tokenForB(ask)), aud: 'servicec' }
    await showToken(ask, await signOnBench(ask, { kind: 'ring', name: 'servicea' }, { claims }))
  },
}

/** For whom else a token was that B refused in scenario 5 because of that; undefined: for nobody, or it was refused for something else. */
function audienceRefused(play: KeptPlay): string | undefined {
  if (play.scenario !== BY_KEY_SET || !isRefusedBy(play, 'serviceb', 'audience', 'wrong-audience')) return undefined
  const { aud } = tokenAtB(play)?.claims ?? {}
  const names = [aud].flat().filter((each) => typeof each === 'string' && each !== '')
  return names.length > 0 ? names.join(', ') : undefined
}
