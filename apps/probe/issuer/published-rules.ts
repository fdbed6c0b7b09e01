import { CannotBeMade, type PublishedAnswer } from '#attacks'
import type { Clock } from '#core/clock'
import type { FaultRuleInput } from '#core/control/fault-rules'
import type { Published } from '../issuer-side.ts'
import type { AskControl } from './ask-control.ts'

/** A probe that was killed cannot take anything back: after this time the issuer publishes its own keys again. */
const RULE_LASTS = '10m'

/** How soon it is looked again whether the target has read it: at first, and as a part of what was waited already. Milliseconds. */
const FIRST_LOOK_AGAIN = 25
const LATER_LOOKS = 0.05

/** How long a target is waited for that should read the key set: many read it once in thirty seconds at most. Milliseconds. */
const READ_PATIENCE = 60_000

export interface PublishingParts {
  readonly ask: AskControl
  readonly clock: Clock
  /** Of this run: no other probe has it. */
  readonly runId: string
  /** Where the key set of the issuer stands: for how long it may be kept, its own answer says, and what is published says the same. */
  readonly keySetPath: string | undefined
}

export interface Publishing {
  /**
   * From now on the issuer answers this to whoever reads its key set, in place of what it was told before.
   * @param delayMilliseconds it takes so long for it
   * @throws CannotBeMade where the factory refuses, or another probe publishes
   */
  publish(answer: PublishedAnswer | 'drops', delayMilliseconds?: number): Promise<Published>
  /** Takes back what is published, and publishes nothing more. */
  close(): Promise<void>
}

/** Lets the factory publish something else: a fault rule of its key sets, of which one at a time is set. */
export function createPublishing({ ask, clock, runId, keySetPath }: PublishingParts): Publishing {
  let current: string | undefined
  let made = 0
  let isOver = false
  let ownCacheControl: string | undefined
  let publishing: Promise<unknown> = Promise.resolve()

  async function takeBack(id: string): Promise<void> {
    if (current === id) current = undefined
    await ask('DELETE', `/control/faults/${id}`).catch(() => {}) // its time was over, or the factory is gone, and the rule with it
  }

  async function timesRead(id: string): Promise<number | undefined> {
    const { applied } = Object(await ask('GET', `/control/faults/${id}`)) as { applied?: number }
    return applied
  }

  async function refuseOthers(): Promise<void> {
    const { faults = [] } = Object(await ask('GET', '/control/faults')) as { faults?: { id: string; on: string }[] }
    const other = faults.find(({ id, on }) => (on === 'jwks' || on === '*') && !id.startsWith(`probe-${runId}-`))
    if (other)
      throw new CannotBeMade(`the fault ${other.id} is set for the key sets of the factory: take it back first`)
  }

  return {
    async publish(answer, delayMilliseconds = 0) {
      await refuseOthers()
      const id = `probe-${runId}-${++made}`
      // While a rule of this run is set the answer there is ours.
      if (current === undefined && keySetPath !== undefined) ownCacheControl ??= await ask.cacheControlOf(keySetPath)
      const effect = effectThatPublishes(answer, ownCacheControl)
      const delay = delayMilliseconds > 0 && { delay: { milliseconds: delayMilliseconds } }
      const rule: FaultRuleInput = { id, on: 'jwks', lasts: RULE_LASTS, effect: { ...effect, ...delay } }
      if (isOver) throw new CannotBeMade('the run has ended')
      const posted = ask('POST', '/control/faults', rule)
      publishing = posted.catch(() => {})
      await posted
      const before = current
      current = id
      if (before !== undefined) await takeBack(before) // the earlier one counts as long as it is there
      return {
        async isRead(patience = READ_PATIENCE) {
          for (const begin = clock.monotonic(); ;) {
            const times = await timesRead(id).catch(() => undefined)
            if (times === undefined || times > 0) return times !== undefined
            const waited = clock.monotonic() - begin
            if (waited >= patience) return false
            await clock.delay(Math.max(FIRST_LOOK_AGAIN, waited * LATER_LOOKS))
          }
        },
        restore: () => takeBack(id),
      }
    },
    async close() {
      isOver = true
      await publishing // what is under way is taken back, too
      if (current !== undefined) await takeBack(current)
    },
  }
}

function effectThatPublishes(
  answer: PublishedAnswer | 'drops',
  cacheControl: string | undefined,
): FaultRuleInput['effect'] {
  if (answer === 'hangs') return { hang: true }
  if (answer === 'drops') return { reset: true }
  const lasting = cacheControl !== undefined && { headers: { 'cache-control': cacheControl } }
  if ('jwks' in answer) return { status: 200, ...lasting, body: answer.jwks }
  const { status, headers, body } = answer
  return { status, body, ...(headers && { headers: { ...headers } }) }
}
