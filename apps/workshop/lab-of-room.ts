import { ATTACKS_BY_ID } from '#attacks'
import { Problem } from '#core/http/problem'
import type { LabDesk } from '../console/attack-lab/lab-desk.ts'
import type { LabOrder, LabTargetOrder } from '../console/attack-lab/lab-order.ts'
import type { Slots } from './slots.ts'

/**
 * The attack lab of one person in a room: it attacks that person's own sandbox and nothing else, for the room's machine would be
 * whoever attacks; it sends no floods; and few labs of a room run at once, for all share a machine.
 * @param slots of all labs of the room
 */
export function labOfRoom(lab: LabDesk, slots: Slots): LabDesk {
  /** Of the run that goes. */
  let giveBack: (() => void) | undefined
  lab.onEnd(() => giveBack?.())

  async function inSlot<Result>(act: () => Promise<Result>): Promise<Result> {
    const leave = slots.take()
    try {
      return await act()
    } finally {
      leave()
    }
  }

  return {
    ...lab,
    async start(order) {
      refuseElsewhere(order.target)
      refuseFloods(order)
      if (lab.look()?.isGoing) return lab.start(order) // it says itself that one goes already
      const leave = slots.take()
      giveBack = leave
      try {
        return await lab.start(order)
      } catch (error) {
        leave()
        throw error
      }
    },
    async beside(id, target) {
      refuseElsewhere(target)
      return inSlot(() => lab.beside(id, target))
    },
    async discover() {
      throw new Problem('conflict', LAB_ELSEWHERE)
    },
    matrix: () => inSlot(() => lab.matrix()),
    async close() {
      await lab.close()
      giveBack?.()
    },
  }
}

/** @throws Problem conflict */
function refuseElsewhere(target: LabTargetOrder): void {
  if ('url' in target) throw new Problem('conflict', LAB_ELSEWHERE)
}

/** @throws Problem conflict for what floods, and for what waits for minutes */
function refuseFloods({ only = [], withKeys }: LabOrder): void {
  if (only.some((name) => name === 'cost' || ATTACKS_BY_ID.get(name)?.family === 'cost'))
    throw new Problem('conflict', FLOODS)
  if (withKeys === true) throw new Problem('conflict', KEY_SET)
}

const ON_YOUR_OWN = 'Run it on your own machine: npm start.'
const LAB_ELSEWHERE = `In a workshop the lab attacks your own sandbox alone: B or C. ${ON_YOUR_OWN}`
const FLOODS = `In a workshop the lab sends no floods, for all share one machine. ${ON_YOUR_OWN}`
const KEY_SET = `In a workshop the lab leaves the key-set probe out, for it takes minutes. ${ON_YOUR_OWN}`

/** So many labs run at once in a room. */
export const LABS_AT_ONCE = 3

export const LABS_ARE_BUSY = 'Others of this room are using the attack lab just now. Try again in a moment.'
