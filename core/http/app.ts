import express, { type Express } from 'express'
import type { Clock } from '../clock.ts'
import type { Control } from '../control/control.ts'
import type { Log } from '../log.ts'
import { housePages, type Pages } from '../page/pages.ts'
import type { Traces } from '../trace/recorder.ts'
import { answerErrors, shownPath } from './answer-errors.ts'
import { openContext } from './context.ts'
import { guardHost, type Guard } from './guard.ts'
import { Problem } from './problem.ts'

/** What every process hands to its app. */
export interface AppParts {
  name: string
  log: Log
  traces: Traces
  guard: Guard
  control: Control
  /** The clock of this machine, by which requests have their time. */
  machine: Clock
  /** What browsers are answered; absent: what all processes answer them. */
  pages?: Pages
}

/**
 * The frame of every app: handlers throw, one place answers. A variant adds its routes and cannot forget the rest.
 */
export function createApp(
  { name, log, traces, guard, machine, control, pages = housePages }: AppParts,
  addRoutes: (app: Express) => void,
): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag') // answers are made fresh; the one that is worth caching has its own
  app.set('query parser', 'simple') // flat strings: no objects and arrays made by a caller
  app.set('case sensitive routing', true) // one address, one spelling
  app.use((request, _response, next) => {
    openContext(request, traces, machine, control.isOn)
    next()
  })
  app.use(guardHost(guard))
  addRoutes(app)
  app.use((request) => {
    const more = request.path.startsWith('/control/') ? CONTROL_LISTS : 'GET / lists what there is.'
    const detail = `There is nothing at ${request.method} ${shownPath(request)}. ${more}`
    throw new Problem('not-found', detail)
  })
  app.use(answerErrors({ name, log, pages }))
  return app
}

const CONTROL_LISTS =
  'GET /control lists what this process can be told; tokens are minted and clients are changed at jwt-factory alone.'
