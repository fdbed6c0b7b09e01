import type { ToldRings } from '#core/control/told-rings'
import type { Step } from '#core/trace/step'
import type { AskProcess } from '../live/ask.ts'

/** The ring whose keys sign the tokens of A. */
const RING_OF_A = 'servicea'

/**
 * A verifier knows that a key is not published any more, and not why. Where one refused a token because of that, the factory is asked
 * which keys of A were revoked.
 * @returns nothing where nobody refused anything because of that, or the factory does not tell
 */
export async function askRevokedKeys(ask: AskProcess, steps: readonly Step[]): Promise<{ revokedKeys?: string[] }> {
  if (!steps.some(({ checks = [] }) => checks.some(({ reason }) => reason === 'revoked-key'))) return {}
  const question = { method: 'GET', path: `/control/rings?like=${RING_OF_A}` }
  const answer = await ask('jwt-factory', question).catch(() => undefined)
  if (answer?.status !== 200) return {}
  const { rings } = answer.body as ToldRings // our own
  const keys = rings.filter(({ ringId }) => ringId === RING_OF_A).flatMap((ring) => ring.keys)
  return { revokedKeys: keys.flatMap(({ kid, state }) => (state === 'revoked' ? [kid] : [])) }
}
