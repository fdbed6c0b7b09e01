import type { Express } from 'express'
import type { AppParts } from '#core/http/app'
import type { Route } from '#core/http/routes'
import type { NumberedScenario } from '#scenarios'
import type { ConsoleAccess } from './api/allow-changes.ts'
import type { LabDesk } from './attack-lab/lab-desk.ts'
import type { ConsoleConfig } from './config.ts'
import type { AskProcess } from './live/ask.ts'
import type { House } from './live/house.ts'
import type { Plays } from './plays/plays.ts'
import type { WorkshopDesk } from './workshop/workshop-desk.ts'

/** What the console is made of. */
export interface ConsoleParts extends AppParts {
  config: ConsoleConfig
  scenarios: readonly NumberedScenario[]
  ask: AskProcess
  house: House
  plays: Plays
  lab: LabDesk
  workshop: WorkshopDesk
  /** Goes with whatever changes something. */
  pageToken: string
  access: ConsoleAccess
  /** Throws a Problem for policies that the mesh may not be given; absent: it may be given all. */
  checkPolicies?: ((policies: string) => void) | undefined
  /** Throws a Problem for policies that are too long to be read here; absent: see `LONGEST_POLICIES`. */
  checkLength?: ((policies: string) => void) | undefined
  /** How many pages may listen at once. Absent: people that follow one play on their own screens, and some more. */
  mostPages?: number
}

export interface RunningConsole {
  app: Express
  routes: Route[]
  close(): void | Promise<void>
}
