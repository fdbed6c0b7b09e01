import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { CATALOGUE, type Attack } from '#attacks'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import { isWrong, type LibraryVerdict } from '../../apps/probe/libraries/library-table.ts'
import { requireToken, type TokenGuard } from '../../testkit/verify.ts'
import type { LibraryTarget, TargetSettings } from './library-target.ts'
import { runLibrary } from './run-library.ts'

/** What a handler answers; `subject` throws where nobody was let in. */
export type GuardedHandler = (subject: () => unknown) => object

/** A small service with the middleware of the package in front, as its page shows it. */
export type GuardedService = (
  guard: TokenGuard,
  handler: GuardedHandler,
) => Promise<{ port: number; close(): Promise<unknown> }>

async function openGuarded(server: Server) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens
  const close = () => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  }
  return { port, close }
}

export const plainNodeService: GuardedService = (guard, handler) =>
  openGuarded(
    createServer(async (request, response) => {
      const token = await guard(request, response)
      if (token) response.end(JSON.stringify(handler(() => token.claims.sub)))
    }),
  )

export const expressService: GuardedService = (guard, handler) => {
  const app = express()
  app.use(guard, (request, response) => void response.json(handler(() => guard.of(request).claims.sub)))
  return openGuarded(createServer(app))
}

const guardedTarget = (service: GuardedService, handler: GuardedHandler, scope?: string): LibraryTarget => ({
  ...(scope !== undefined && { scope }),
  library: 'jwt-sandbox/verify',
  hardening: 'default',
  versions: '',
  lack: false,
  algorithms: ALL_ALGORITHMS,
  marker: { in: 'json', path: ['isLetIn'] },
  async start(settings: TargetSettings) {
    const guard = requireToken({ ...settings, clockTolerance: 30, ...(scope !== undefined && { scope }) })
    const { port, close } = await service(guard, handler)
    return { url: `http://localhost:${port}/`, close: async () => void (await close()) }
  },
})

/**
 * Sends cases to a guarded service.
 * @returns the cases by their verdicts, those of them that are wrong, and how often the handler ran for somebody who was not let in
 */
export async function runGuarded(service: GuardedService, cases: readonly Attack[], scope?: string) {
  let ranForNobody = 0
  const handler: GuardedHandler = (subject) => {
    ranForNobody++
    const answer = { isLetIn: true, subject: subject() }
    ranForNobody--
    return answer
  }
  const { verdicts } = await runLibrary(guardedTarget(service, handler, scope), cases)
  const wrong = Object.entries(verdicts).filter(([verdict]) => isWrong(verdict as LibraryVerdict)) // its own keys
  return { verdicts, wrong, ranForNobody }
}

/**
 * Of two hundred unknown key ids at once 64 wait for one fetch, and are told 401; the others 503, for the key may be a new one. The test
 * beside the middleware counts the fetches.
 */
const GUARDED_CASES = CATALOGUE.filter(({ id }) => id !== 'dos-kid-flood')

/** All of the catalogue; or, where what differs is only who hears of a verdict, one of so many. */
export const guardedCases = (oneOf = 1) => GUARDED_CASES.filter((_, at) => at % oneOf === 0)
