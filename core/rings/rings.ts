import type { JWK } from 'jose'
import { TokenRejected } from '../token/rejection.ts'
import type { KeyHint, KeySource } from '../token/trust.ts'
import { chooseKey } from '../keys/key-set.ts'
import type { KeyRings } from './key-rings.ts'
import { createRingChanges, type RingParts } from './ring-changes.ts'
import { lifeOf } from './ring-life.ts'
import { preparedEntry } from './rotation.ts'
import { createKeyPublisher, createTurns, type KeyPublisher } from './turns.ts'

export interface RingsParts extends RingParts {
  publish?: (keySet: { keys: JWK[] }) => Promise<void>
}

/** The rings at work: what is read at once, and changes in their turn. */
export function createRings(parts: RingsParts): Omit<KeyRings, 'leftAlone' | 'lost' | 'gone'> & KeyPublisher {
  const { book, view, clock, machine, policy } = parts
  const turns = createTurns()
  const { publish } = createKeyPublisher(() => keySet(), parts.publish)
  const changes = createRingChanges(parts, publish)
  const looking = new Map<string, Promise<boolean>>()

  /** One change of a ring at a time in this process, and on the ring as it stands by then: others change it too. */
  function inTurn<Result>(ringId: string, change: () => Promise<Result>): Promise<Result> {
    return turns(ringId, async () => {
      await adoptFromBook(ringId)
      return change()
    })
  }

  /** @returns whether there is such a ring; another process may have taken it away */
  async function adoptFromBook(ringId: string): Promise<boolean> {
    const ring = await book.read(ringId)
    if (ring) await view.adopt(ringId, ring)
    else view.drop(ringId)
    return ring !== undefined
  }

  /** All who want to know at once wait for one look. */
  function lookAgain(ringId: string): Promise<boolean> {
    const look = looking.get(ringId) ?? turns(ringId, () => adoptFromBook(ringId))
    looking.set(ringId, look)
    const leave = () => looking.delete(ringId)
    look.then(leave, leave)
    return look
  }

  async function select(ringId: string, hint: KeyHint, now: number) {
    const entryOf = () => view.ring(ringId).find(({ kid }) => kid === hint.kid)
    // Another process may have made the key a moment ago.
    if (hint.kid !== undefined && !entryOf()) await lookAgain(ringId)
    if (entryOf()?.state === 'revoked') throw new TokenRejected('revoked-key')
    return chooseKey(
      view.published(ringId, now).map(({ verification }) => verification),
      hint,
    )
  }

  const published = (ringId: string) => view.published(ringId, clock.now())
  const keySet: KeyRings['keySet'] = (isWanted = () => true) => ({
    keys: view
      .ids()
      .filter(isWanted)
      .flatMap((ringId) => view.publicJwks(ringId, clock.now())),
  })

  /** A ring that was taken away since it was listed stays away: only who asks for a key makes a ring. */
  async function visit(ringId: string): Promise<void> {
    if (await adoptFromBook(ringId)) await changes.move(ringId)
  }

  /** When the first look began that had no answer since the last one that had. */
  let awaySince: number | undefined

  async function lookAtAll() {
    const begin = machine.monotonic()
    try {
      const all = await book.readAll()
      awaySince = undefined
      return all
    } catch (error) {
      awaySince ??= begin
      throw error
    }
  }

  /** One ring that cannot must not keep the others from it. @returns what went wrong */
  async function goRound(visitOne: (ringId: string) => Promise<unknown>): Promise<unknown[]> {
    const faults: unknown[] = []
    const named = (await lookAtAll()).map(([ringId]) => ringId)
    for (const ringId of new Set([...named, ...view.ids()]))
      await turns(ringId, () => visitOne(ringId)).catch((fault: unknown) => faults.push(fault))
    return faults
  }

  async function tick(): Promise<void> {
    const faults = await goRound(visit)
    await changes.tidy().catch((fault: unknown) => faults.push(fault)) // what failed before has no other event
    throwFirst(faults)
  }

  return {
    ids: view.ids,
    entries: view.ring,
    life: (ringId) => lifeOf(view.past(ringId), policy, clock.now()),
    policy,
    active: view.active,
    async find(ringId) {
      if (!view.active(ringId)) await lookAgain(ringId)
      return view.active(ringId)
    },
    published,
    keySet,
    ensure: async (ringId) =>
      view.active(ringId) ?? inTurn(ringId, async () => view.active(ringId) ?? changes.makeFirst(ringId)),
    prepare: (ringId) =>
      inTurn(ringId, async () => {
        if (!view.active(ringId)) return changes.makeFirst(ringId) // nothing signs, so there is no use for a second one
        await changes.addUnlessPrepared(ringId)
        const kid = preparedEntry(view.ring(ringId))?.kid
        return published(ringId).find((key) => key.kid === kid) ?? changes.renew(ringId)
      }),
    renew: (ringId) => inTurn(ringId, () => changes.renew(ringId)),
    revoke: (ringId, kid) => inTurn(ringId, () => changes.revoke(ringId, kid)),
    remove: (ringId) => inTurn(ringId, () => changes.remove(ringId)),
    source: (ringId, now = clock.now): KeySource => ({ select: (hint) => select(ringId, hint, now()) }),
    tick,
    look: async () => throwFirst(await goRound(adoptFromBook)),
    nextMoveIn: () => Math.min(Infinity, ...view.ids().map(changes.nextMoveIn)),
    awayMilliseconds: () => (awaySince === undefined ? 0 : machine.monotonic() - awaySince),
    publish,
  }
}

function throwFirst([first]: unknown[]): void {
  if (first !== undefined) throw first
}
