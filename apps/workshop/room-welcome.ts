import { table } from '#core/process/help'
import type { RunningWorkshop } from './start.ts'

type ToldOfRoom = Pick<RunningWorkshop, 'room' | 'facilitatorToken'>

/** What is told to whoever has started the room. @param isTokenMade nobody else has set one: it stands in the link */
export function roomWelcome({ room, facilitatorToken }: ToldOfRoom, isTokenMade: boolean): string {
  const { code, seats, links } = room.look()
  const [first = ''] = links
  const facilitator = `${first.replace(/\/join$/, '')}/facilitator${isTokenMade ? `#${facilitatorToken}` : ''}`
  return [
    '\nThe workshop is open.\n',
    ...table([
      ['Join', links.join('  ')],
      ['Room code', code],
      ['Facilitator', `${facilitator}${isTokenMade ? '' : '  (log in with CONTROL_TOKEN)'}`],
    ]),
    `\n${seats} people may join. Each gets a sandbox of her own, and nothing is kept when this ends.`,
    'Ctrl-C ends it.\n\n',
  ].join('\n')
}
