import { ATTACKS_BY_ID } from '#attacks'
import { Problem } from '#core/http/problem'
import type { LabDesk } from '../console/attack-lab/lab-desk.ts'
import type { LabOrder, LabTargetOrder } from '../console/attack-lab/lab-order.ts'
import type { Slots } from './slots.ts'

/**
 * The attack lab of one person in a room: it attacks that person's own sandbox and nothing else, for the room's machine would be
 * whoever attacks; it sends no floods; it does one thing at a time; and few labs of a room are at work at once, for all share a machine.
 * @param slots of all labs of the room
 */
export function labOfRoom(lab: LabDesk, slots: Slots): LabDesk {
  const person = {}
  let work: { readonly what: 'run' | 'beside' | 'matrix'; end(): void } | undefined
  let isClosed = false
  lab.onEnd(() => void (work?.what === 'run' && work.end()))

  /** Before anything is waited for: of several requests at the same moment one gets the slot. @throws Problem */
  function begin(what: 'run' | 'beside' | 'matrix'): () => void {
    if (work || isClosed) throw new Problem('conflict', AT_WORK)
    const giveBack = slots.take(person)
    const own = { what, end }
    function end(): void {
      if (work === own) work = undefined
      giveBack()
    }
    work = own
    return end
  }

  async function inSlot<Result>(what: 'beside' | 'matrix', act: () => Promise<Result>): Promise<Result> {
    const end = begin(what)
    try {
      return await act()
    } finally {
      end()
    }
  }

  return {
    ...lab,
    async start(order) {
      refuseElsewhere(order.target)
      refuseFloods(order)
      const end = begin('run')
      try {
        const run = await lab.start(order)
        if (isClosed) await lab.close() // it has only just begun
        return run
      } catch (error) {
        end()
        throw error
      }
    },
    async beside(id, target) {
      refuseElsewhere(target)
      return inSlot('beside', () => lab.beside(id, target))
    },
    async discover() {
      throw new Problem('conflict', LAB_ELSEWHERE)
    },
    matrix: async () => (work?.what === 'matrix' ? lab.matrix() : inSlot('matrix', () => lab.matrix())),
    async close() {
      isClosed = true
      if (work?.what === 'matrix') await stopIfGoing(lab)
      await lab.close()
      work?.end()
    },
  }
}

/** It may have ended just now. */
async function stopIfGoing(lab: LabDesk): Promise<void> {
  try {
    await lab.stopMatrix()
  } catch (error) {
    if (!(error instanceof Problem)) throw error
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

const AT_WORK = 'Your attack lab is at work. Wait until that has ended, or stop it.'

/** So many labs run at once in a room. */
export const LABS_AT_ONCE = 3

export const LABS_ARE_BUSY = 'Others of this room are using the attack lab just now. Try again in a moment.'
