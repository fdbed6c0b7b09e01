import { CLIENT_FLAGS, type ClientFlag } from '../client/client-flags.ts'

/** All options of an agent. */
export const AGENT_FLAGS: Readonly<Record<string, ClientFlag>> = {
  ...CLIENT_FLAGS,
  timeout: { about: 'how long the service may take to accept a connection (http, tcp)', value: 'DURATION' },
  'access-log': {
    about: 'a line in the log for each connection (http, tcp): true, unless it is false',
    value: 'true?',
  },
  'grace-period': { about: 'what is open has so long to finish at the end', value: 'DURATION', path: ['grace_period'] },
}
