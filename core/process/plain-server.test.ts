import { EventEmitter } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { freePorts } from '../../tests/support/ports.ts'
import { systemClock } from '../clock.ts'
import { UsageFault } from './command-line.ts'
import { servePlainly } from './plain-server.ts'
import type { CommandCall, Host } from './run-process.ts'

/** Runs a plain service, as a command does, with what the person at the terminal sees. */
function serve(port?: string | true, env: CommandCall['env'] = {}) {
  const { promise: said, resolve } = Promise.withResolvers<string>()
  const exits: number[] = []
  const host = Object.assign(new EventEmitter(), {
    pid: -1,
    exit: (code: number) => void exits.push(code),
    kill: () => {},
  })
  const call = {
    words: [],
    options: port === undefined ? {} : { port },
    env,
    clock: systemClock,
    terminal: { write: resolve },
  }
  const served = servePlainly(
    host as unknown as Host, // as much of a process as a plain service needs
    call as unknown as CommandCall, // as much of a terminal
    'hello',
    (_request, response) => void response.end('hello'),
  )
  return { said, served, exits, end: () => host.emit('SIGTERM') }
}

test('it says where it listens, answers, and ends at a signal, also while somebody is connected', async () => {
  const [port] = await freePorts(1) // nobody else is given it when it is over
  const { said, served, exits, end } = serve(String(port))
  const [, address = ''] = /^hello listens at (localhost:\d+), in plain HTTP\.\n$/.exec(await said) ?? []
  expect(await (await fetch(`http://${address}/`)).text()).toBe('hello')
  end()
  expect([await served, exits]).toEqual([0, [0]])
  await expect(fetch(`http://${address}/`)).rejects.toThrow()
})

test('HOST says at which address', async () => {
  const { said, served, end } = serve('0', { HOST: '127.0.0.1' })
  expect(await said).toContain('listens at 127.0.0.1:')
  end()
  await served
})

test('a port that is taken is told with what to do, and not as a setting', async () => {
  const taken = createServer((socket) => socket.end()).listen(0, 'localhost')
  await new Promise((resolve) => taken.once('listening', resolve))
  onTestFinished(() => void taken.close())
  const { port } = taken.address() as AddressInfo // it listens at TCP
  await expect(serve(String(port)).served).rejects.toThrow(
    RegExp(`^port ${port} is taken.*Name another one with --port`),
  )
})

test('an address of another machine is told as one', async () => {
  await expect(serve('0', { HOST: '192.0.2.1' }).served).rejects.toThrow('192.0.2.1 is not an address of this machine')
})

test.each(['65536', '-1', '3e3', '', '0x10', '000080', true] as const)('--port=%j is no port', async (port) => {
  await expect(serve(port).served).rejects.toThrow(UsageFault)
})
