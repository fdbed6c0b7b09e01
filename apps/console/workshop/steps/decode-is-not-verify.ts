import { Buffer } from 'node:buffer'
import { tokenHints } from '#core/token/token-hints'
import { claimsWrittenIn, showToken, tokenForB } from '../bench-moves.ts'
import {
  BENCH_TO_B,
  isAboutAForB,
  isRefusedBy,
  lastFromBench,
  nearlyAtB,
  sayMoreWrong,
  sentToB,
  shortClaim,
  tickByPlay,
} from '../plays-seen.ts'
import type { KeptPlay } from '../../plays/kept-play.ts'
import { markOfSignature } from '../../plays/signature-mark.ts'
import type { Evidence } from '../evidence.ts'
import type { WorkshopStep } from '../step.ts'

export const decodeIsNotVerify: WorkshopStep = {
  id: 'decode-is-not-verify',
  track: 'workshop',
  title: 'To decode is not to verify',
  task: 'Take a token of A for B. Make it say that it is about somebody else (`sub`), leave the signature as it was, and all else in it good. Send it to B, scenario 5.',
  where: BENCH_TO_B,
  why: 'Anybody can read a token, and anybody can write one: header and claims are base64url and nothing more. What a token says counts only after its signature was checked. In 2020 the library omniauth-auth0 lost that check with its version 2.3.0: its method "verify" looked at the claims and at no signature. Version 2.4.1 brought it back in October.',
  source: {
    text: 'CVE-2020-15240, advisory of omniauth-auth0',
    url: 'https://github.com/auth0/omniauth-auth0/security/advisories/GHSA-58r4-h6v8-jcvm',
  },
  hints: [
    'A token is three texts with dots between them: header, claims, signature. The one in the middle can be replaced without touching the last.',
    'Press "A token of A for B". Under "Edit and sign" stand its claims: write another `sub`, and do not let anybody sign.',
    'Write `"sub": "admin"`, press "Keep the old signature", and send the token to Service B, scenario 5. "Decoded" shows your `sub` as if nothing were wrong; B answers 401.',
  ],
  code: {
    file: 'core/token/verify-signature.ts',
    find: 'const isGood = checkQuickly(signed, form.signatureBytes, each, algorithm)',
    instead: 'return',
  },
  check: (evidence) =>
    tickByPlay(evidence.plays, (play) => {
      const sub = changedSubject(play)
      if (sub === undefined || !isOfGoodToken(play, evidence) || sayMoreWrong(play, 'subject') !== undefined)
        return undefined
      return `Service B refused a token that says it is about "${shortClaim(sub)}": the signature does not fit.`
    }),
  nearly(evidence) {
    const last = lastFromBench(evidence.plays)
    if (!last || !sentToB(last) || !isRefusedBy(last, 'serviceb', 'signature', 'signature-mismatch'))
      return nearlyAtB(evidence.plays)
    if (!isOfGoodToken(last, evidence))
      return 'Nearly: the signature is not that of a token of A for B which you were given. Leave it as it was.'
    return changedSubject(last) === undefined
      ? 'Nearly: it is not about somebody else. Write another `sub`.'
      : sayMoreWrong(last, 'subject')
  },
  async solution(ask) {
    const token = await tokenForB(ask)
    const [header, , signature] = token.split('.')
    const payload = JSON.stringify({ ...claimsWrittenIn(token), sub: 'admin' })
    await showToken(ask, [header, Buffer.from(payload).toString('base64url'), signature].join('.'))
  },
}

/** What B has refused because of the signature; undefined: something else, or about A as before. */
function changedSubject(play: KeptPlay): string | undefined {
  const sub = sentToB(play)?.claims['sub']
  if (typeof sub !== 'string' || sub === '' || sub === 'servicea') return undefined
  return isRefusedBy(play, 'serviceb', 'signature', 'signature-mismatch') ? sub : undefined
}

/** Whether the signature is that of a token of A for B which the person was given: by the bench, with a play, or that B believed. */
function isOfGoodToken({ signatureMark }: KeptPlay, { plays, given }: Evidence): boolean {
  if (given.some((each) => each.signature === signatureMark && isAboutAForB(each))) return true
  return plays.some((play) => {
    if (play.outcome.isBelieved && play.signatureMark === signatureMark) return sentToB(play) !== undefined
    const held = play.tokens.find(({ token }) => markOfSignature(token) === signatureMark)
    return held !== undefined && isAboutAForB({ claims: tokenHints(held.token) })
  })
}
