import type { Clock } from '../clock.ts'
import { createEventStream, type EventStream } from '../http/event-stream.ts'
import type { ClockState } from './controlled-clock.ts'

/** How things are in a process, as `GET /control/events` tells it at the beginning and after each change. */
export interface ToldState {
  /** What is set, in words. */
  set: string[]
  clock: ClockState
}

/** How many sentences of what is set whoever listens is told. */
const MOST_TOLD = 50

/** Consoles and programs that listen to one process. */
const MAX_READERS = 16

export interface ControlEvents extends EventStream {
  /** What is set has changed. */
  tellState(): void
}

/** @param say what is set, a sentence each */
export function createControlEvents(machine: Clock, say: () => string[], state: () => ClockState): ControlEvents {
  const event = () => ({
    event: 'state',
    data: { set: say().slice(0, MOST_TOLD), clock: state() } satisfies ToldState,
  })
  const stream = createEventStream({ clock: machine, maxReaders: MAX_READERS, greeting: () => [event()] })
  return Object.assign(stream, { tellState: () => void (stream.readers > 0 && stream.publish(event())) })
}
