/** The person wants no more of it. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

/** That the person may want no more of a run. */
export interface Interruption {
  readonly hasCome: boolean
  /** Resolves with the reason that a report has. */
  readonly come: Promise<string>
  /** Rejects then. */
  readonly interrupted: Promise<never>
  /** Waits for a work as long as nobody interrupts it. @throws Interrupted */
  unless<Result>(work: Promise<Result>): Promise<Result>
}

const WHY_STOPPED = 'It was interrupted.'

export function createInterruption(interrupted: Promise<unknown>): Interruption {
  let hasCome = false
  const come = interrupted.then(() => {
    hasCome = true
    return WHY_STOPPED
  })
  const interruptedNow = come.then((why): never => {
    throw new Interrupted(why)
  })
  interruptedNow.catch(() => {}) // nobody may be waiting just then
  return {
    get hasCome() {
      return hasCome
    },
    come,
    interrupted: interruptedNow,
    unless(work) {
      work.catch(() => {}) // when it is interrupted, nobody waits for it
      return Promise.race([work, interruptedNow])
    },
  }
}
