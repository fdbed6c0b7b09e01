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

/** @param why the reason that a report has */
export function createInterruption(interrupted: Promise<unknown>, why = WHY_STOPPED): Interruption {
  let hasCome = false
  const come = interrupted.then(() => {
    hasCome = true
    return why
  })
  const interruptedNow = come.then((reason): never => {
    throw new Interrupted(reason)
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
