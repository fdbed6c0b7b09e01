import { countWords, type ControlCommand } from './order.ts'

/** What there is, besides what is set; and a token of a service's own key. */
export const LOOK_COMMANDS: readonly ControlCommand[] = [
  {
    usage: 'rings NAME',
    about: 'the keys of each ring, and what the timer does next; with a name, of the rings that have it in theirs',
    order(words) {
      countWords(words, 'rings NAME', 0, 1)
      const [like] = words
      const path = `/rings${like === undefined ? '' : `?${new URLSearchParams({ like })}`}`
      return { method: 'GET', path, to: 'owners', shows: 'rings' }
    },
  },
  {
    usage: 'clients',
    about: 'who is registered, and what each may do',
    order(words) {
      countWords(words, 'clients', 0)
      return { method: 'GET', path: '/clients', to: 'factory', shows: 'clients' }
    },
  },
  {
    usage: 'sign PAYLOAD',
    about: 'prints a token of any payload, signed by the own key of servicea, or of --process serviceb',
    order(words) {
      countWords(words, 'sign PAYLOAD', 1)
      return { method: 'POST', path: '/sign', body: { payload: words[0] }, to: 'signer', shows: 'token' }
    },
  },
]
