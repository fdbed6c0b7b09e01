import { z } from 'zod'
import { isPlainUrl } from './plain-url.ts'
import type { PeerName } from './processes.ts'
import { kinds, setting, type Setting } from './setting.ts'

/** The roles in which a service of somebody else can be: one that is called, and calls nobody for a play to begin. */
export const GUEST_ROLES = ['serviceb', 'servicec'] as const satisfies readonly PeerName[]

export type GuestRole = (typeof GUEST_ROLES)[number]

export const isGuestRole = (name: string): name is GuestRole => GUEST_ROLES.some((role) => role === name)

const NO_ROLES = `is not a list of ${GUEST_ROLES.join(' and ')}, with a comma between`

const roles = z
  .string()
  .transform((value) => value.split(',').flatMap((part) => part.trim() || []))
  .refine((names): names is GuestRole[] => names.every(isGuestRole), NO_ROLES)

/** In place of a file: whatever Node trusts, NODE_EXTRA_CA_CERTS included. */
export const SYSTEM_AUTHORITIES = 'system'

const ABOUT_CA = (letter: string, name: string) =>
  `Where ${letter} is your own service: the file of the authority of its certificate, or ${SYSTEM_AUTHORITIES}; empty: it has that of ${name} in KEYS_FOLDER.`

const caSetting = (variable: string, letter: string, name: GuestRole): Setting<string> =>
  setting(variable, kinds.folder, '', ABOUT_CA(letter, name))

/** What says that a service of somebody else is in the place of one of ours, and how it is believed to be that one. */
export const guestSettings = {
  guests: setting(
    'OWN_SERVICES',
    roles,
    '',
    'Which of serviceb and servicec are your own services, where their URL alone does not say it; npm start finds out by the URL.',
  ),
  servicebCa: caSetting('SERVICEB_CA', 'B', 'serviceb'),
  servicecCa: caSetting('SERVICEC_CA', 'C', 'servicec'),
}

export interface GuestFacts {
  guests: readonly GuestRole[]
  servicebCa: string
  servicecCa: string
  servicebUrl: URL
  servicecUrl: URL
}

/** Is a service of somebody else in this role? Ours speak TLS, with a certificate of the sandbox. */
export const isGuest = (config: GuestFacts, name: string): name is GuestRole =>
  isGuestRole(name) && (config.guests.includes(name) || config[`${name}Ca`] !== '' || isPlainUrl(config[`${name}Url`]))
