import { CONTROLLED_NAMES } from '#core/config/processes'
import { describeRoutes } from '#core/http/routes'
import { factoryRoutes } from '../../jwt-factory/factory.ts'
import { START } from '../../jwt-factory/test-factory.ts'
import { openTestParts } from '../../jwt-factory/test-parts.ts'
import { roomRoutes } from './room-routes.ts'
import { askAsPage, openTestConsole } from '../support/test-console.ts'
import type { TestSandbox } from '../support/sandbox.ts'

/** What a process answers at its routes: `{ 'GET /healthz': 'whether it is up' }`. */
export type ToldRoutes = Readonly<Record<string, string>>

/** Lines of GET / that stand for many. */
const FOR_MANY = ['/api/admin/', '/login/']
const isMany = (path: string) => FOR_MANY.some((begin) => path.startsWith(begin))

/** Every route of every process, by its name: as each tells of itself, and what it tells in one line for many. */
export async function everyRoute(sandbox: TestSandbox): Promise<Record<string, ToldRoutes>> {
  const routes: Record<string, ToldRoutes> = {}
  for (const name of CONTROLLED_NAMES) routes[name] = (await sandbox.plain(name, '/')).body.routes
  const told = Object.entries(routes['jwt-factory'] ?? {})
  routes['jwt-factory'] = {
    ...Object.fromEntries(told.filter(([path]) => !isMany(path))),
    ...(await factoryRoutesForMany()),
  }
  routes['console'] = await consoleRoutes(sandbox)
  routes['workshop'] = roomRoutes()
  return routes
}

async function factoryRoutesForMany(): Promise<ToldRoutes> {
  const parts = await openTestParts({ start: START, ringIds: [] })
  const routes = describeRoutes(factoryRoutes(parts), isMany)
  await parts.close()
  return routes
}

async function consoleRoutes(sandbox: TestSandbox): Promise<ToldRoutes> {
  const console = await openTestConsole(sandbox)
  const ask = await askAsPage(console.url)
  const { body } = await ask('/')
  await console.close()
  return body.routes
}
