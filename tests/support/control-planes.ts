import { createServer, type Server } from 'node:http'
import type { Express } from 'express'
import { expect } from 'vitest'
import type { Environment } from '#core/config/setting'
import { createControl, type Control } from '#core/control/control'
import type { Route } from '#core/http/routes'
import { openTestNeighbours } from '../../apps/neighbours/test-neighbours.ts'
import { createService, serviceRoutes } from '../../apps/service/service.ts'
import { openTestService } from '../../apps/service/test-service.ts'
import { createFactory, factoryRoutes } from '../../jwt-factory/factory.ts'
import { openTestParts } from '../../jwt-factory/test-parts.ts'
import request from './request.ts'

/** The control plane of a process of one kind. */
export interface Plane {
  name: string
  app: Express
  control: Control
  routes: Route[]
  close(): unknown
}

/** A page that may call everything else. */
export const LISTED = 'https://app.example'

const isOfPlane = ({ paths }: Route) => paths.some((path) => path.startsWith('/control'))

/** @param isOn whether somebody may use it. @returns one of the factory, one of a service, and one of the sidecars' process */
export async function openPlanes(env: Environment = {}, isOn = true): Promise<Plane[]> {
  const settings = { ALLOWED_ORIGINS: LISTED, ...env }
  const factory = await openTestParts({ start: '2026-01-01T00:00:00Z', ringIds: ['@', 'servicea'], env: settings })
  const service = await openTestService('serviceb', { env: settings })
  const controlToken = env['CONTROL_TOKEN']
  const neighbours = openTestNeighbours({ allowedOrigins: [LISTED], ...(controlToken && { controlToken }), isOn })
  const control = isOn ? {} : { control: createControl({ machine: factory.clock, isOn }) }
  const [ofFactory, ofService] = [
    { ...factory, ...control },
    { ...service.parts, ...control },
  ]
  return [
    { ...ofFactory, app: createFactory(ofFactory), routes: factoryRoutes(ofFactory).filter(isOfPlane) },
    {
      ...ofService,
      close: service.close,
      app: createService(ofService),
      routes: serviceRoutes(ofService).filter(isOfPlane),
    },
    { name: 'neighbours', ...neighbours, routes: neighbours.routes.filter(isOfPlane), close: () => {} },
  ]
}

const addressOf = ({ paths }: Route) => (paths[0] ?? '').replace(/:\w+/, 'f1')

/** A server to which everybody comes from there. */
export function callersFrom(address: string, { app }: Plane): Server {
  return createServer((asked, response) => {
    Object.defineProperty(asked.socket, 'remoteAddress', { value: address })
    app(asked, response)
  })
}

export type CallHeaders = Record<string, string>

/** What every address is asked by: its own methods, some that it does not take, and what a page asks before it calls. */
const questionsOf = ({ routes }: Plane) => {
  const own = routes.map((one) => ({ method: one.method, address: addressOf(one) }))
  const others = [...new Set(own.map(({ address }) => address))].flatMap((address) =>
    (['head', 'patch', 'options'] as const).map((method) => ({ method, address })),
  )
  return [...own, ...others]
}

/** Asks every route; each time nothing may have come of it, nor is it said what else it takes. @returns the statuses */
export async function askWholePlane(plane: Plane, headers: CallHeaders, address?: string): Promise<number[]> {
  const statuses = new Set<number>()
  const server = address === undefined ? createServer(plane.app) : callersFrom(address, plane)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)) // once, and not for each question
  const asking = request(server)
  for (const { method, address: at } of questionsOf(plane)) {
    const body = method === 'post' || method === 'put' || method === 'delete' ? { freeze: true } : undefined
    const { status, headers: answered } = await asking[method](at).set(headers).send(body)
    expect(answered, `${method} ${at}`).not.toHaveProperty('allow')
    statuses.add(status)
  }
  server.close()
  return [...statuses]
}
