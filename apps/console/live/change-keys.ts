import type { ControlledName } from '#core/config/processes'
import { Problem } from '#core/http/problem'
import { isRingId, MAIN_RING, ownRingOf } from '#core/rings/ring-id'
import type { AskProcess, ProcessQuestion } from './ask.ts'
import type { KeyChange } from './told.ts'
import { accepted } from './tell-processes.ts'

/**
 * Does it by the routes that everybody uses.
 * @returns what was done, a sentence
 * @throws Problem with what the process says against it
 */
export async function changeKeys(ask: AskProcess, change: KeyChange & { process: ControlledName }): Promise<string> {
  const question = orderOf(change)
  const { body } = accepted(change.process, await ask(change.process, question))
  const { kid } = Object(body) as { kid?: string }
  const route = `${question.method} ${question.path.replace(change.kid ?? '', shortKid(change.kid ?? ''))}`
  const which = change.act === 'revoke' ? change.kid : kid
  return `${DONE_WORDS[change.act](which === undefined ? 'A new key' : `The key ${shortKid(which)}`)} (${route})`
}

const DONE_WORDS: Record<KeyChange['act'], (key: string) => string> = {
  prepare: (key) => `${key} is published, and does not sign yet.`,
  rotate: (key) => `${key} signs from now on.`,
  revoke: (key) => `${key} is revoked: its tokens are refused at once by whoever asks the factory.`,
}

export const shortKid = (kid: string): string => (kid.length > 10 ? `${kid.slice(0, 8)}…` : kid)

function orderOf({ process, ringId, act, kid }: KeyChange): ProcessQuestion {
  if (process !== 'jwt-factory') {
    if (act === 'rotate') return { method: 'POST', path: '/gen-keys' }
    throw new Problem('conflict', `${process} makes a new key by POST /gen-keys, and has no route for anything else.`)
  }
  const path = keysPath(ringId)
  if (act === 'revoke') return { method: 'DELETE', path: `${path}/${encodeURIComponent(kid ?? '')}` }
  return { method: 'POST', path: act === 'prepare' ? `${path}?prepare=1` : path }
}

/** All rings of an issuer are changed where its keys stand. @throws Problem invalid-input for what is no ring */
function keysPath(ringId: string): string {
  const own = ownRingOf(ringId)
  if (own === MAIN_RING) return '/keys'
  const name = own.replace(/^@/, '')
  if (!isRingId(name)) throw new Problem('invalid-input', 'There is no ring of that name.')
  return own === name ? `/keys/${name}` : `/issuers/${name}/keys`
}
