import { countWords, optionText, type ControlCommand, type ControlOrder } from './order.ts'
import { readObject } from './pairs.ts'

const wordlessCommand = (usage: string, about: string, order: ControlOrder): ControlCommand => ({
  usage,
  about,
  order(words) {
    countWords(words, usage, 0)
    return order
  },
})

export const FURTHER_COMMANDS: readonly ControlCommand[] = [
  wordlessCommand('status', 'what is set, in words', { method: 'GET', path: '', to: 'all', shows: 'state' }),
  wordlessCommand('reset', 'everything back, in all processes', {
    method: 'POST',
    path: '/reset',
    to: 'all',
    shows: 'state',
  }),
  {
    usage: 'requests ROUTE',
    about: 'who asked what and when; without a route, of all routes',
    options: ['from', 'trace'],
    order(words, given) {
      countWords(words, 'requests ROUTE', 0, 1)
      const [on] = words
      const query = new URLSearchParams(on === undefined ? {} : { on })
      for (const name of ['from', 'trace']) {
        const value = optionText(given, name)
        if (value !== undefined) query.set(name, value)
      }
      const path = `/requests${query.size > 0 ? `?${query}` : ''}`
      return { method: 'GET', path, to: on === undefined ? 'all' : { route: on }, shows: 'requests' }
    },
  },
  wordlessCommand('requests clear', 'forgets the requests so far', {
    method: 'DELETE',
    path: '/requests',
    to: 'all',
    shows: 'requests',
  }),
  {
    usage: 'client put NAME FILE',
    about: 'registers or changes a client until the next reset; the file holds it as clients.json does',
    async order(words, { readFile }) {
      const [name = '', file = ''] = words
      countWords(words, 'client put NAME FILE', 2)
      const body = readObject(await readFile(file), file)
      return { method: 'PUT', path: `/clients/${encodeURIComponent(name)}`, body, to: 'factory', shows: 'client' }
    },
  },
  {
    usage: 'client remove NAME',
    about: 'takes a client away until the next reset',
    order(words) {
      const [name = ''] = words
      countWords(words, 'client remove NAME', 1)
      return { method: 'DELETE', path: `/clients/${encodeURIComponent(name)}`, to: 'factory', shows: 'client' }
    },
  },
]
