import { claimsWrittenIn, showToken, signOnBench, tokenForB } from '../bench-moves.ts'
import {
  BENCH_TO_B,
  isAboutAForB,
  isRefusedBy,
  isMadeBy,
  nearlyAboutA,
  sayMoreWrong,
  sentToB,
  tickByPlay,
} from '../plays-seen.ts'
import type { TokenInPlay } from '../evidence.ts'
import type { KeptPlay } from '../../plays/kept-play.ts'
import type { WorkshopStep } from '../step.ts'

export const algorithmOfTheSender: WorkshopStep = {
  id: 'algorithm-of-the-sender',
  track: 'workshop',
  title: 'The sender does not choose the algorithm',
  task: 'On the bench sign a token about A (`sub`) for B (`aud`) with HS256 and a secret, leave all else in it good, and send it to B, scenario 5. A thief takes the published public key as the secret; B must refuse it whatever the secret is.',
  where: BENCH_TO_B,
  why: 'A public key is known to everybody. As the secret of an HMAC it is no secret. In 2015 Tim McLean found that many libraries did what the header of a token told them: with `alg: HS256` they took the public key of the issuer for a shared secret, and with `alg: none` they checked nothing. One of them was jsonwebtoken for Node.js. A verifier has a list of its own, and the token is held against it.',
  source: { text: 'CVE-2015-9235', url: 'https://nvd.nist.gov/vuln/detail/CVE-2015-9235' },
  hints: [
    'B has a list of algorithms of its own, and none that works with a shared secret is on it. The header of a token names one all the same.',
    'Under "Edit and sign" write `"alg": "HS256"` into the header, and choose "a shared secret (HMAC)".',
    'Write any secret, press "Sign", and send the token to "Service B, scenario 5". On your own machine take the public key set of A as the secret, as a thief does: `/keys/servicea/jwks` at the plain port of the factory (`FACTORY_PORT`). In a workshop room nobody reaches it, and any text does.',
  ],
  code: {
    file: 'core/token/verify-signature.ts',
    find: 'if (!isAlgorithm(alg) || !allowed.includes(alg)) {',
    instead: "if (typeof alg !== 'string') {",
  },
  check: (evidence) =>
    tickByPlay(evidence.plays, (play) => {
      const sent = byHmac(play)
      return sent && isAboutAForB(sent) && sayMoreWrong(play) === undefined && isMadeBy(play, 'secret', evidence)
        ? 'Service B refused HS256 before it looked for a key: it is not on its list.'
        : undefined
    }),
  nearly: (evidence) => nearlyAboutA(evidence, byHmac, ['secret', 'a shared secret']),
  async solution(ask) {
    const claims = claimsWrittenIn(await tokenForB(ask))
    const header = { alg: 'HS256', typ: 'JWT' }
    const material = 'what everybody can read at /keys/servicea/jwks'
    await showToken(ask, await signOnBench(ask, { kind: 'secret' }, { claims, header, material }))
  },
}

/** What B has refused because of HS256. */
function byHmac(play: KeptPlay): TokenInPlay | undefined {
  const sent = isRefusedBy(play, 'serviceb', 'algorithm', 'wrong-algorithm') ? sentToB(play) : undefined
  return sent?.header['alg'] === 'HS256' ? sent : undefined
}
