import type { Outcome } from '../answer.ts'

const LIMITED = ' (if it limits how often it is asked, a smaller --rate may help)'

/** Why the good token is not believed any more, as far as its outcome tells. */
export function whatHappened(good: Outcome): string {
  if (good.kind === 'unreachable') return `the target crashed: nobody answers any more (${good.detail})`
  if (good.kind === 'dropped')
    return `the target crashed: it ends the connection without a whole answer to the good token (${good.detail})`
  if (good.kind === 'hung') return 'the target crashed or is busy: it does not answer the good token any more'
  const { status } = good.answer
  if (status >= 500)
    return `the target crashed: it answers the good token with ${status}${status === 503 ? LIMITED : ''}`
  if (status === 401 || status === 403 || status === 429 || status === 423)
    return `the target locked us out: it answers the good token with ${status}${LIMITED}`
  return `the target does not accept the good token any more: it answers ${status}`
}
