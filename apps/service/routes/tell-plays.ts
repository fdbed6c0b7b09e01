import type { Clock } from '#core/clock'
import type { EventStream } from '#core/http/event-stream'
import type { ToldPlay } from '#core/trace/told-play'

/** Tells whoever listens to this process of its plays, also of those for which nobody asked for a trace. */
export interface PlayTeller {
  /** Whether the steps of a play that begins now are to be recorded. */
  wantsSteps(): boolean
  tell(play: ToldPlay): void
}

/** Of plays in a burst, as of a load test, these are recorded and told in each second; the rest costs what it costs alone. */
export const MAX_TOLD = 20

const SECOND = 1000

export function createPlayTeller(events: Pick<EventStream, 'readers' | 'publish'>, machine: Clock): PlayTeller {
  let since = -Infinity
  let told = 0
  return {
    wantsSteps() {
      if (events.readers === 0) return false
      if (machine.monotonic() - since >= SECOND) {
        since = machine.monotonic()
        told = 0
      }
      return ++told <= MAX_TOLD
    },
    tell: (play) => events.publish({ event: 'play', data: play }),
  }
}
