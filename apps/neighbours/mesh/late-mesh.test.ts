import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '#core/clock'
import { holdPorts } from '#core/http/held-port'
import { testLiveMesh } from '../test-neighbours.ts'
import { openLateMesh } from './late-mesh.ts'
import type { MeshPort, OpenMesh, OpenWorkloads } from './mesh-parties.ts'

const PORTS: Record<MeshPort, number> = {
  ingress: 0,
  'ingress-tls': 0,
  'web-ui-login': 0,
  'web-ui': 0,
  'backend-api': 0,
  'second-backend-api': 0,
}

const openDoor = () => createServer((socket) => void socket.on('error', () => {}).write('open'))

/** Whoever is handed over is told so. */
function openTestWorkloads(): OpenWorkloads {
  const doors = Object.fromEntries(Object.keys(PORTS).map((name) => [name, openDoor()])) as Record<MeshPort, Server> // one for each
  return { doors, live: testLiveMesh(), forget: () => {}, close: async () => {} }
}

async function openTestMesh(open: () => Promise<OpenWorkloads>, mostWaiting?: number) {
  const warned: object[] = []
  const log = { warn: (fields: object) => void warned.push(fields) }
  const machine = manualClock(0)
  const mesh = openLateMesh({
    ports: await holdPorts(PORTS),
    open,
    log,
    machine,
    patience: { opening: 30_000 },
    ...(mostWaiting && { mostWaiting }),
  })
  onTestFinished(() => mesh.close())
  return { mesh, warned, machine }
}

async function come({ places }: OpenMesh): Promise<Socket> {
  const socket = connect(Number(places.ingress.port), '127.0.0.1').on('error', () => {})
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return socket
}

test('who comes while it is opened waits, and of too many the one that has waited longest goes', async () => {
  const { promise: workloads, resolve } = Promise.withResolvers<OpenWorkloads>()
  const { mesh } = await openTestMesh(() => workloads, 2)
  const first = await come(mesh)
  const gone = once(first.resume(), 'close')
  const others = [await come(mesh), await come(mesh)]
  await gone
  const told = others.map((each) => once(each, 'data').then(String))
  resolve(openTestWorkloads())
  expect(await Promise.all(told)).toEqual(['open', 'open'])
})

test('of those who are behind it, it turns nobody away: each door bounds its own', async () => {
  const { mesh } = await openTestMesh(async () => openTestWorkloads())
  const sockets = await Promise.all(Array.from({ length: 530 }, () => come(mesh)))
  expect((await Promise.all(sockets.map((each) => once(each, 'data')))).length).toBe(530)
})

test('after a failure the next one tries again, and the reason is told', async () => {
  let tries = 0
  const { mesh, warned } = await openTestMesh(async () => {
    if (++tries === 1) throw new Error('no disk')
    return openTestWorkloads()
  })
  await once((await come(mesh)).resume(), 'close')
  expect(warned).toEqual([{ reason: 'no disk' }])
  expect(String(await once(await come(mesh), 'data'))).toBe('open')
})

test('where it is never opened, whoever waits has half a minute', async () => {
  const { promise: workloads, resolve } = Promise.withResolvers<OpenWorkloads>()
  const { mesh, machine } = await openTestMesh(() => workloads)
  onTestFinished(() => resolve(openTestWorkloads())) // its end waits for that
  const socket = await come(mesh)
  const gone = once(socket.resume(), 'close')
  const next = await come(mesh) // the first one is known by then
  expect(next.destroyed).toBe(false)
  machine.advance({ seconds: 34 })
  await gone
})

test('live policies open the mesh, and those that are taken back meanwhile do not come into force', async () => {
  const { promise: workloads, resolve } = Promise.withResolvers<OpenWorkloads>()
  const { mesh } = await openTestMesh(() => workloads)
  const overtaken = mesh.live.use('a policy')
  mesh.live.end()
  const last = mesh.live.use('another')
  expect(mesh.live.told()).toEqual({ mesh: 'walk' })
  resolve(openTestWorkloads())
  await expect(overtaken).rejects.toMatchObject({ type: 'conflict' })
  expect(await last).toMatchObject({ mesh: 'live', policies: 'another' })
  expect(mesh.live.told()).toMatchObject({ policies: 'another' })
  mesh.live.end()
  expect(mesh.live.told()).toEqual({ mesh: 'walk' })
})

test('where the mesh cannot be opened, live policies are refused with that', async () => {
  const { mesh } = await openTestMesh(() => Promise.reject(new Error('no disk')))
  await expect(mesh.live.use('a policy')).rejects.toMatchObject({ type: 'cannot-decide' })
})
