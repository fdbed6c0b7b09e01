import { clockSchema, type ClockChangeInput } from '#core/control/move-clock'
import { checkInput, countWords, writtenNumber, type ControlCommand, type ControlOrder } from './order.ts'

/** One that takes the rest of the words as one text, for people write `1h 30m` and `2030-01-01 12:00Z`. */
function clockCommand(usage: string, about: string, read: (text: string) => ClockChangeInput): ControlCommand {
  const takes = usage.split(' ').length - 2
  return {
    usage,
    about,
    order(words) {
      countWords(words, usage, takes, takes === 0 ? 0 : Infinity)
      const change = read(words.join(' '))
      checkInput(clockSchema, change)
      return moving(change)
    },
  }
}

const moving = (body: ClockChangeInput): ControlOrder => ({
  method: 'PUT',
  path: '/clock',
  body,
  to: 'all',
  shows: 'clock',
  movesClock: true,
})

export const CLOCK_COMMANDS: readonly ControlCommand[] = [
  {
    usage: 'clock',
    about: 'shows the clock of every process',
    order(words) {
      countWords(words, 'clock', 0)
      return { method: 'GET', path: '', to: 'all', shows: 'clock' }
    },
  },
  clockCommand('clock advance DURATION', 'so much time passes, and what comes due on the way happens', (text) => ({
    advance: text,
  })),
  clockCommand('clock set TIME', 'sets the time of day; no time passes: 2030-01-01T00:00:00Z', (text) => ({
    set: /^\d+$/.test(text) ? Number(text) : text,
  })),
  clockCommand('clock skew DURATION', 'the time of day is wrong by so much: -30s is half a minute behind', (text) => ({
    skew: text,
  })),
  clockCommand('clock speed FACTOR', 'runs so many times as fast', (text) => ({
    speed: writtenNumber(text, 'clock speed'),
  })),
  clockCommand('clock freeze', 'the time stands still', () => ({ freeze: true })),
  clockCommand('clock go', 'goes on as fast as the machine; so does clock unfreeze', () => ({ freeze: false })),
  clockCommand(
    'clock back',
    'is that of the machine again, and what was made meanwhile is gone; what else is set stays',
    () => ({ machine: true }),
  ),
]
