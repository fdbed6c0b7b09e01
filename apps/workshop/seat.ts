/** What a person has while she is there: a sandbox, and a console in front of it. */
export interface OpenedSeat<Console> {
  console: Console
  close(): Promise<void>
}

/** Where one person works. What stands there is made when it is wanted, and dropped when nobody uses it. */
export interface Seat<Console> {
  readonly state: SeatState
  /** The console, where it is there. */
  readonly console: Console | undefined
  /** Resolves when it is there; who comes while it is being made waits for the same one. @throws what keeps it from being made */
  wake(): Promise<Console>
  /** Resolves when nothing is left of it. The next {@link wake} begins behind that. */
  drop(): Promise<void>
}

export type SeatState = 'asleep' | 'starting' | 'awake'

/** @param open makes what stands there; it is told when nobody wants it any longer */
export function createSeat<Console>(
  open: (signal: AbortSignal) => Promise<OpenedSeat<Console>>,
  onChange: () => void,
): Seat<Console> {
  let current: { opening: Promise<OpenedSeat<Console>>; ending: AbortController } | undefined
  let opened: OpenedSeat<Console> | undefined
  let closing = Promise.resolve()

  function begin(): Promise<OpenedSeat<Console>> {
    const ending = new AbortController()
    const opening = closing.then(() => open(ending.signal))
    const own = (current = { opening, ending })
    const isStill = () => current === own
    opening.then(
      (seat) => {
        if (isStill()) opened = seat
        onChange()
      },
      () => {
        if (isStill()) current = undefined
        onChange()
      },
    )
    onChange()
    return opening
  }

  return {
    get state() {
      return opened ? 'awake' : current ? 'starting' : 'asleep'
    },
    get console() {
      return opened?.console
    },
    wake: async () => (await (current?.opening ?? begin())).console,
    drop() {
      const was = current
      current = opened = undefined
      was?.ending.abort()
      closing = closing.then(async () => {
        const seat = await was?.opening.catch(() => undefined)
        await seat?.close()
      })
      if (was) onChange()
      return closing
    },
  }
}
