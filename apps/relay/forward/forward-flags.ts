import { CLIENT_FLAGS, type ClientFlag } from '../client/client-flags.ts'

/** All options of a forward. */
export const FORWARD_FLAGS: Readonly<Record<string, ClientFlag>> = {
  ...CLIENT_FLAGS,
  'grace-period': { about: 'what is open has so long to finish at the end', value: 'DURATION', path: ['grace_period'] },
}
