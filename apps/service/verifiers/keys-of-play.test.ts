import { expect, test } from 'vitest'
import type { KeySource, VerificationKey } from '#core/token/trust'
import { silent } from '#core/trace/recorder'
import { keysOfPlays, MOST_PLAYS } from './keys-of-play.ts'

const HINT = { kid: 'any', alg: 'ES256' } as const
const KEY = {} as VerificationKey // as a thing to be handed on

/** Keys that are found when the test says so. */
function open() {
  const opened: (string | undefined)[] = []
  const found: ((key: VerificationKey) => void)[] = []
  const select: KeySource['select'] = () => new Promise((resolve) => found.push(resolve))
  const keysOf = keysOfPlays((ringId) => {
    opened.push(ringId)
    return { source: () => ({ select }) }
  })
  /** @param play its trace, and which play of it */
  async function look(play: string, ringId?: string) {
    const [traceId = '', alone = ''] = play.split(' ')
    const trace = { traceId, alone, parentId: undefined, sampled: false }
    return keysOf({ trace, recorder: silent, deadline: Infinity }, ringId).select(HINT)
  }
  return { opened, look, findAll: () => found.splice(0).forEach((resolve) => resolve(KEY)) }
}

const refusal = { type: 'too-many-requests', headers: { 'retry-after': '1' } }

test('within a play the keys are kept, for each ring and for the issuer; the next play of its trace starts without', () => {
  const { opened, look } = open()
  for (const play of ['one first', 'one first', 'one second', 'two first']) void look(play, 'servicea')
  void look('one first')
  expect(opened).toEqual(['servicea', 'servicea', 'servicea', undefined])
})

test('whoever makes up plays does not get keys for all of them at once', async () => {
  const { opened, look, findAll } = open()
  const looking = Array.from({ length: MOST_PLAYS }, (_, at) => look(`play ${at}`))
  await expect(look('play more')).rejects.toMatchObject(refusal)
  expect(opened).toHaveLength(MOST_PLAYS)
  looking.push(look('play 0')) // one of those that are there
  findAll()
  expect(await Promise.all(looking)).toEqual(looking.map(() => KEY))
})

test('a play that looks for no key gives its place back, the one first that has not for longest', async () => {
  const { opened, look, findAll } = open()
  const all = Array.from({ length: MOST_PLAYS }, (_, at) => look(`play ${at}`))
  findAll()
  await Promise.all(all)
  void look('play 0')
  for (let at = 1; at < MOST_PLAYS; at++) void look(`new ${at}`)
  expect(opened).toHaveLength(2 * MOST_PLAYS - 1)
  await expect(look('one more')).rejects.toMatchObject(refusal)
})

test('a play that got no keys gives its place back, too', async () => {
  const keysOf = keysOfPlays(() => ({ source: () => ({ select: () => Promise.reject(new Error('down')) }) }))
  for (let at = 0; at <= MOST_PLAYS; at++) {
    const trace = { traceId: String(at), alone: 'a', parentId: undefined, sampled: false }
    await expect(keysOf({ trace, recorder: silent, deadline: Infinity }).select(HINT)).rejects.toThrow('down')
  }
})
