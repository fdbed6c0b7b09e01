import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { CATALOGUE } from '#attacks'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import { isWrong, type LibraryVerdict } from '../apps/probe/libraries/library-table.ts'
import { requireToken } from '../testkit/verify.ts'
import type { LibraryTarget, TargetSettings } from './libraries/library-target.ts'
import { runLibrary } from './libraries/run-library.ts'

/** A small service with the middleware of the package in front, as its page shows it. */
const guardedBy = (scope?: string): LibraryTarget => ({
  ...(scope !== undefined && { scope }),
  library: 'jwt-sandbox/verify',
  hardening: 'default',
  versions: '',
  lack: false,
  algorithms: ALL_ALGORITHMS,
  marker: { in: 'json', path: ['isLetIn'] },
  async start(settings: TargetSettings) {
    const guard = requireToken({ ...settings, clockTolerance: 30, ...(scope !== undefined && { scope }) })
    const server = createServer(async (request, response) => {
      const token = await guard(request, response)
      if (token) response.end(JSON.stringify({ isLetIn: true, subject: token.claims.sub }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo // it listens
    return {
      url: `http://localhost:${port}/`,
      async close() {
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      },
    }
  },
})

/**
 * Of two hundred unknown key ids at once 64 wait for one fetch, and are told 401; the others 503, for the key may be a new one. The test
 * beside the middleware counts the fetches.
 */
const cases = CATALOGUE.filter(({ id }) => id !== 'dos-kid-flood')

test('the middleware believes nothing of the catalogue that it should not, and refuses nothing that is good', async () => {
  const { verdicts } = await runLibrary(guardedBy(), cases)
  const wrong = Object.entries(verdicts).filter(([verdict]) => isWrong(verdict as LibraryVerdict)) // its own keys
  expect(wrong).toEqual([])
  expect(verdicts.right?.length).toBeGreaterThan(200)
})

test('where it asks for a scope, no other one is enough', async () => {
  const ofScope = CATALOGUE.filter(({ needs }) => needs.includes('scope'))
  const { verdicts } = await runLibrary(guardedBy('orders.read'), ofScope)
  expect(verdicts).toEqual({ right: ofScope.map(({ id }) => id) })
})
