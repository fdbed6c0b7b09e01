import type { Answer, Outcome } from '../answer.ts'
import { CannotProbe } from './cannot-probe.ts'
import { hasMarker, type Marker } from './marker.ts'
import { areAlike, isSuccess, type Reading } from './read-outcome.ts'

interface OpenTarget {
  readonly target: { readonly url: string }
  readonly marker?: Marker
}

const SAY_MARKER = 'say with --accepted-when what only an accepted answer has: header:NAME=…, json:PATH=… or text:…'

/**
 * A path that is public, or a gateway that lets in whoever brings no token: no answer tells there whether a token was believed.
 * @throws CannotProbe where an answer to no token cannot be told from one to the good token
 */
export function refuseOpen(
  good: Answer,
  { noToken, garbage }: { readonly noToken: Outcome; readonly garbage: Outcome },
  { target: { url }, marker }: OpenTarget,
): void {
  if (noToken.kind !== 'answered') return
  const isOpen = marker ? hasMarker(noToken.answer, marker) : areAlike(noToken.answer, good)
  if (!isOpen) return
  if (marker)
    throw new CannotProbe(
      `${url} answers a request without a token with what --accepted-when names: the path is public, or the marker is not what only an accepted answer has.`,
    )
  const what = `${url} answers a request without a token as it answers the good one`
  throw new CannotProbe(
    garbage.kind === 'answered' && garbage.answer.status >= 400
      ? `${what}, and refuses garbage with ${garbage.answer.status}: it lets in whoever brings no token (Envoy: allow_missing). Let it require a token for the run; or, if a part of the answer tells, ${SAY_MARKER}.`
      : `${what}: the path is public, or everybody is let in, as anonymous. If a part of the answer tells who was believed, ${SAY_MARKER}.`,
  )
}

/** @throws CannotProbe where the answer to the good token itself is not read as one that believes: each case would be as unclear */
export function refuseUnreadable(
  good: Answer,
  { verdict, reason }: Reading,
  noToken: Outcome,
  { target: { url } }: OpenTarget,
): void {
  if (verdict === 'believed') return
  if (noToken.kind === 'answered' && isSuccess(noToken.answer))
    throw new CannotProbe(
      `${url} answers a request without a token with ${noToken.answer.status}, too, and so much like the good one that nobody can tell them apart for certain: everybody is let in, as anonymous, or a small part of the answer tells. So ${SAY_MARKER}.`,
    )
  throw new CannotProbe(
    `${url} answers the good token with ${good.status}, and that is not for certain an answer that believes it (${reason ?? verdict}). So ${SAY_MARKER}.`,
  )
}
