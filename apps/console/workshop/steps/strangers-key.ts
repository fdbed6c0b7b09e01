import { claimsWrittenIn, showToken, signOnBench, tokenForB } from '../bench-moves.ts'
import {
  BENCH_TO_B,
  isAboutAForB,
  isRefusedBy,
  isMadeBy,
  nearlyAboutA,
  sayMoreWrong,
  sentToB,
  shortClaim,
  tickByPlay,
} from '../plays-seen.ts'
import type { TokenInPlay } from '../evidence.ts'
import type { KeptPlay } from '../../plays/kept-play.ts'
import type { WorkshopStep } from '../step.ts'

export const strangersKey: WorkshopStep = {
  id: 'strangers-key',
  track: 'workshop',
  title: 'A good signature of the wrong one',
  task: 'On the bench let a stranger sign a token about A (`sub`) for B (`aud`) in which all else is good, too. Send it to B, scenario 5, who does not know the key.',
  where: BENCH_TO_B,
  why: 'A signature says that somebody signed, and not who. The key must come from a place that the verifier trusted before the token came: from its settings, or from the key set of its issuer. Until 2018 the library node-jose of Cisco took the key out of the header of the token itself (`jwk`). Whoever sent a token brought the key along by which it was found good.',
  source: { text: 'CVE-2018-0114', url: 'https://nvd.nist.gov/vuln/detail/CVE-2018-0114' },
  hints: [
    'The claims stay those of a good token. Only who signs is different.',
    'On the bench press "A token of A for B", then open "Edit and sign": the claims stand there already.',
    'Choose "a stranger: a key that nobody knows" under "Signed by", press "Sign", and send the new token to Service B, scenario 5.',
  ],
  code: {
    file: 'core/key-sources/remote-keys.ts',
    find: "throw new TokenRejected(isWithdrawn() ? 'revoked-key' : 'unknown-key')",
    instead: 'return (known?.keys ?? [])[0] as VerificationKey',
  },
  check: (evidence) =>
    tickByPlay(evidence.plays, (play) => {
      const sent = ofNobodyKnown(play)
      if (!sent || !isAboutAForB(sent) || sayMoreWrong(play) !== undefined) return undefined
      if (!isMadeBy(play, 'stranger', evidence)) return undefined
      return `Service B does not know the key ${shortClaim(sent.header['kid']).slice(0, 10)}…, and did not look at what its owner signed.`
    }),
  nearly: (evidence) => nearlyAboutA(evidence, ofNobodyKnown, ['stranger', 'a stranger']),
  async solution(ask) {
    const claims = claimsWrittenIn(await tokenForB(ask))
    await showToken(ask, await signOnBench(ask, { kind: 'stranger' }, { claims }))
  },
}

/** What B has refused because it does not know the key. */
const ofNobodyKnown = (play: KeptPlay): TokenInPlay | undefined =>
  isRefusedBy(play, 'serviceb', 'key', 'unknown-key') ? sentToB(play) : undefined
