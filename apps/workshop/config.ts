import { z } from 'zod'
import { houseSettings } from '#core/config/house'
import { patienceSettings } from '#core/config/patience'
import { ConfigFault, readConfig } from '#core/config/read-config'
import { kinds, setting, type Config, type Environment } from '#core/config/setting'
import { isBeyondThisMachine } from './places.ts'

/** As many sandboxes as a laptop holds easily; each takes some megabytes. */
const MOST_SEATS = 100

const seats = z
  .string()
  .regex(/^\d{1,3}$/, `is not a number of people (1 to ${MOST_SEATS})`)
  .transform(Number)
  .refine((number) => number >= 1 && number <= MOST_SEATS, `is not a number of people (1 to ${MOST_SEATS})`)

const { host, logLevel, logFormat, allowedHosts, allowedOrigins, controlToken } = houseSettings

/** What the room reads. Sandboxes in it are as they are without any setting but PEER_TIMEOUT, on this machine alone. */
export const workshopSettings = {
  ...patienceSettings,
  host,
  logLevel,
  logFormat,
  allowedHosts,
  allowedOrigins,
  controlToken,
  port: setting('WORKSHOP_PORT', kinds.port, '4040', 'The port of npm run workshop, for people with a browser.'),
  seats: setting('WORKSHOP_SEATS', seats, '30', `How many people may join npm run workshop: 1 to ${MOST_SEATS}.`),
  idleSeconds: setting(
    'WORKSHOP_IDLE',
    kinds.seconds,
    '1800',
    'How long a sandbox of npm run workshop stays while nobody uses it, in seconds; who comes back gets a new one.',
  ),
}

export type WorkshopConfig = Config<typeof workshopSettings>

/** @throws ConfigFault also where others could come in, and nothing tells the facilitator from them */
export function readWorkshopConfig(env: Environment): WorkshopConfig {
  const config = readConfig(workshopSettings, env)
  if (config.controlToken === undefined && isBeyondThisMachine(config.host))
    throw new ConfigFault([{ variable: 'CONTROL_TOKEN', message: TOKEN_IS_MISSING }])
  return config
}

const TOKEN_IS_MISSING =
  'is needed: with this HOST others can reach the room, and only who knows the token may lead it. Draw one: openssl rand -hex 16'
