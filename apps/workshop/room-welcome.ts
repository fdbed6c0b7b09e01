import { table } from '#core/process/help'
import type { RunningWorkshop } from './start.ts'

/** What is told to whoever has started the room. @param isTokenMade nobody else has set one: it stands in the link */
export function roomWelcome(
  { urls, room, facilitatorToken }: Pick<RunningWorkshop, 'urls' | 'room' | 'facilitatorToken'>,
  isTokenMade: boolean,
): string {
  const { code, seats } = room.look()
  const [first = ''] = urls
  const facilitator = `${first}/facilitator${isTokenMade ? `#${facilitatorToken}` : ''}`
  return [
    '\nThe workshop is open.\n',
    ...table([
      ['Join', urls.map((url) => `${url}/join`).join('  ')],
      ['Room code', code],
      ['Facilitator', `${facilitator}${isTokenMade ? '' : '  (log in with CONTROL_TOKEN)'}`],
    ]),
    `\n${seats} people may join. Each gets a sandbox of her own, and nothing is kept when this ends.`,
    'Ctrl-C ends it.\n\n',
  ].join('\n')
}
