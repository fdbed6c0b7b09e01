import { guestSettings } from './guest-services.ts'
import { houseSettings } from './house.ts'
import { editsBetween } from './nearest.ts'
import { partySettings } from './party-settings.ts'
import { portSettings, urlSettings } from './process-settings.ts'
import { PROCESS_NAMES, rowOf } from './processes.ts'
import type { Environment } from './setting.ts'

/** Services, which let people in. */
const ROLE_PREFIXES = ['SERVICEA', 'SERVICEB', 'SERVICEC']

/** Every variable that some process reads. Those of one process alone stand here by name: a test compares. */
export const VARIABLES: readonly string[] = [
  ...Object.values(houseSettings).map(({ variable }) => variable),
  ...Object.values({ ...portSettings, ...urlSettings, ...guestSettings, ...partySettings }).map(
    ({ variable }) => variable,
  ),
  'FACTORY_ISSUER',
  'FACTORY_TOKEN_LIFETIME',
  'OPEN',
  'STORE',
  'STORE_SECRET',
  'KEY_LIFETIME',
  'KEY_SET_MAX_AGE',
  'KEY_OVERLAP',
  'REGISTRY_APPROVAL',
  'REGISTRY_GRACE',
  'CLIENT_ASSERTION_AUDIENCE',
  'CLIENT_ASSERTION_JTI',
  'OAUTH_JSON',
  'PEOPLE',
  'PEOPLE_CONFIG',
  'PEOPLE_INIT',
  'LOGIN',
  'LOGIN_AUDIENCE',
  'LOGIN_GATEWAY_URL',
  'LOGIN_APP_URL',
  'SELF_SIGNED_ISSUER',
  'SELF_SIGNED_LIFETIME',
  'PEER_TIMEOUT',
  'JWT_SECRET',
  'WORKSHOP_PORT',
  'WORKSHOP_SEATS',
  'WORKSHOP_IDLE',
  ...ROLE_PREFIXES.flatMap((prefix) => [`${prefix}_PEOPLE`, `${prefix}_NEEDS`]),
]

/** A variable that looks like one of ours, and the one of ours that is nearest. */
export interface UnknownSetting {
  variable: string
  nearest: string
}

/** Nobody else's variables begin like this. */
const OURS = [
  ...PROCESS_NAMES.map((name) => `${rowOf(name).prefix}_`),
  'SELF_SIGNED_',
  'WORKSHOP_',
  ...Object.values(partySettings).map(({ variable }) => variable.replace('PORT', '')),
]

/** How ours begin: KEY_, STORE_, LOG_ and so on. So do some of other programs. */
const ALIKE = new Set(VARIABLES.filter((name) => name.includes('_')).map((name) => name.split('_', 1)[0]))

/** As many letters may be wrong, missing or too many in what was meant to be one of ours. */
const SLIPS = 2

/** No name of ours is half as long. */
const LONGEST_VARIABLE = 64

/** What container platforms set for a service of that name: SERVICEA_SERVICE_HOST, SERVICEA_PORT_3000_TCP_ADDR. */
const PLATFORM = /_SERVICE_(?:HOST|PORT)(?:_|$)|_PORT_\d+_/

/**
 * Finds variables that were meant to be settings and are none: they would be left out in silence. What stands in `.env` was
 * written for the sandbox. The environment is shared with other programs: there a name must begin like nobody else's, or
 * be a slip of the pen away from one of ours.
 */
export function unknownSettings(env: Environment, dotenv: Environment): UnknownSetting[] {
  const names = Object.keys({ ...env, ...dotenv }).filter(
    (name) => name.length <= LONGEST_VARIABLE && (/^[A-Z]/.test(name) || name in dotenv),
  )
  return names.flatMap((variable) => {
    if (VARIABLES.includes(variable) || PLATFORM.test(variable)) return []
    const name = variable in dotenv ? variable.toUpperCase() : variable // a file of ours: capitals were meant
    const first = name.split('_', 1)[0] ?? ''
    const isAlike = name.includes('_') && ALIKE.has(first)
    const isSlip = VARIABLES.some((known) => editsBetween(name, known, SLIPS) <= SLIPS)
    const isOurs = OURS.some((prefix) => name.startsWith(prefix))
    const isMeant = isOurs || (variable in dotenv ? isAlike || isSlip : (isAlike && isSlip) || isOneLetterOff(name))
    return isMeant ? [{ variable, nearest: nearestTo(name) }] : []
  })
}

/**
 * Long names that are one letter from a single one of ours: NEIGHBOUR_PORT, SINGER_PORT. One that is as near to several,
 * such as SERVICE_PORT, is a word of its own.
 */
function isOneLetterOff(name: string): boolean {
  if (name.length < LEAST_LIKENESS) return false
  return VARIABLES.filter((known) => editsBetween(name, known, 1) === 1).length === 1
}

/** Shorter names are words that others use: HOSTS, STORED. */
const LEAST_LIKENESS = 10

function nearestTo(name: string): string {
  const all = VARIABLES.map((nearest) => ({ nearest, distance: editsBetween(name, nearest) }))
  return all.reduce((best, one) => (one.distance < best.distance ? one : best)).nearest
}
