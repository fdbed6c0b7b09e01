import { Buffer } from 'node:buffer'
import { claimsWrittenIn, showToken, tokenForB } from '../bench-moves.ts'
import { isRefusedBy, sentFromBench, shortClaim, tickByPlay } from '../plays-seen.ts'
import type { WorkshopStep } from '../step.ts'

export const decodeIsNotVerify: WorkshopStep = {
  id: 'decode-is-not-verify',
  track: 'workshop',
  title: 'To decode is not to verify',
  task: 'Take a token of A for B. Make it say that it is about somebody else (`sub`), and leave the signature as it was. Send it to B, scenario 5.',
  where: { page: '/bench', label: 'Token bench' },
  why: 'Anybody can read a token, and anybody can write one: header and claims are base64url and nothing more. What a token says counts only after its signature was checked. In 2020 the library omniauth-auth0 lost that check with its version 2.3.0: its method "verify" looked at the claims and at no signature. Version 2.4.1 brought it back in October.',
  source: {
    text: 'CVE-2020-15240, advisory of omniauth-auth0',
    url: 'https://github.com/auth0/omniauth-auth0/security/advisories/GHSA-58r4-h6v8-jcvm',
  },
  hints: [
    'A token is three texts with dots between them: header, claims, signature. The one in the middle can be replaced without touching the last.',
    'Press "A token of A for B" and keep a copy of it. Under "Edit and sign" change `sub`, switch on "The header exactly as written", and let nobody sign: that gives you a header and a middle without a signature.',
    'Put the last part of the copy behind the last dot of the new token, paste it all, and send it to Service B, scenario 5. "Decoded" shows your `sub` as if nothing were wrong; B answers 401.',
  ],
  code: {
    file: 'core/token/verify-signature.ts',
    find: "throw new TokenRejected('signature-mismatch', { cause: faults[0] })",
    instead: 'return',
  },
  check: ({ plays }) =>
    tickByPlay(plays, (play) => {
      const sent = sentFromBench(play)
      if (!sent || !isRefusedBy(play, 'serviceb', 'signature', 'signature-mismatch')) return undefined
      if (sent.claims['sub'] === 'servicea') return undefined
      return `Service B refused a token that says it is about "${shortClaim(sent.claims['sub'])}": the signature does not fit.`
    }),
  async solution(ask) {
    const token = await tokenForB(ask)
    const [header, , signature] = token.split('.')
    const payload = JSON.stringify({ ...claimsWrittenIn(token), sub: 'admin' })
    await showToken(ask, [header, Buffer.from(payload).toString('base64url'), signature].join('.'))
  },
}
