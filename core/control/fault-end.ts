import type { Clock } from '../clock.ts'
import type { SetFault } from './fault-rules.ts'

/**
 * Takes a fault back when its time is over, by the clock of the machine: whoever has set it may be gone by then. One that is taken
 * back before is forgotten.
 */
export function endInTime(
  { rule, over }: Pick<SetFault, 'rule' | 'over'>,
  machine: Pick<Clock, 'every'>,
  takeBack: () => void,
): void {
  if (rule.lasts === undefined) return
  const stop = machine.every(rule.lasts, () => {
    stop()
    takeBack()
  })
  over.addEventListener('abort', stop, { once: true })
}
