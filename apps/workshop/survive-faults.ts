import { shownText } from '#core/shown-text'
import { redact } from '#core/token/redact'

/** More of them say nothing new. */
const MOST_FAULTS_TOLD_OF_ROOM = 20

/**
 * Lets the room go on after a fault of ours that nobody has caught: one sandbox may be spoilt by it, and thirty people work in others. Its
 * own process would end. From then on nothing of the kind ends this one.
 * @param tell the person at the terminal, in a line
 */
export function surviveFaults(host: Pick<NodeJS.EventEmitter, 'on'>, tell: (line: string) => void): void {
  let left = MOST_FAULTS_TOLD_OF_ROOM
  function hear(fault: unknown): void {
    if (left-- <= 0) return
    const text = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)
    const [first = '', ...rest] = redact(text).split('\n')
    tell(
      `A bug of the sandbox, and the room goes on: ${[first, ...rest.slice(0, 5)].map((line) => shownText(line.trim())).join(' | ')}\n`,
    )
  }
  host.on('uncaughtException', hear)
  host.on('unhandledRejection', hear)
}
