import { claimsWrittenIn, showToken, signOnBench, tokenForB } from '../bench-moves.ts'
import { BENCH_TO_B, nearlyAtB, isRefusedBy, lookedAtBy, shortClaim, tickByPlay } from '../plays-seen.ts'
import type { WorkshopStep } from '../step.ts'

export const meantForSomebodyElse: WorkshopStep = {
  id: 'meant-for-somebody-else',
  track: 'workshop',
  title: 'Good, and meant for somebody else',
  task: 'Make B refuse a token because of its audience, and because of nothing else.',
  where: BENCH_TO_B,
  why: 'An issuer signs for many services. Whoever gets a token for one of them can show it to all others; `aud` says for which one it is, and each must look. Until January 2023 Argo CD did not: it believed every token that its provider had signed, also those that were meant for other applications of the same company.',
  source: {
    text: 'CVE-2023-22482, advisory of Argo CD',
    url: 'https://github.com/argoproj/argo-cd/security/advisories/GHSA-q9hr-j4rf-8fjc',
  },
  hints: [
    'Signature, issuer and dates must be good: the checks run in an order, and the first that fails is the one that is told.',
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
      if (!isRefusedBy(play, 'serviceb', 'audience', 'wrong-audience')) return undefined
      const refused = lookedAtBy(play, 'serviceb').find(({ isBelieved }) => !isBelieved)
      return `Service B refused a token for "${shortClaim(refused?.claims['aud'])}", although all else in it was good.`
    }),
  nearly: ({ plays }) => nearlyAtB(plays),
  async solution(ask) {
    const claims = { ...claimsWrittenIn(await tokenForB(ask)), aud: 'servicec' }
    await showToken(ask, await signOnBench(ask, { kind: 'ring', name: 'servicea' }, { claims }))
  },
}
