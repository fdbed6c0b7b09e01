import { createServer } from 'node:net'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../clock.ts'
import { onUnix } from '../../tests/support/needs.ts'
import { listenAtAddress, type ListenAddress } from '../http/listen-address.ts'
import { explainListen } from './explain-listen.ts'

/** What is said of a place that cannot be had. */
async function saidOf(listen: ListenAddress): Promise<string> {
  const server = createServer()
  const fault = await listenAtAddress(server, listen).then(
    () => expect.fail('it listens'),
    (error: unknown) => error,
  )
  return String(await explainListen(fault, 'in sidecar.yaml', systemClock))
}

test('a port that is taken: the file is named, not a setting, and who listens where that can be known', async () => {
  const taken = createServer((socket) => socket.end()).listen(0, 'localhost')
  await new Promise((resolve) => taken.once('listening', resolve))
  onTestFinished(() => void taken.close())
  const { port, address: host } = taken.address() as { port: number; address: string } // it listens at TCP
  const said = await saidOf({ kind: 'tcp', host, port })
  expect(said).toMatch(RegExp(`^Error: port ${port} is taken.*Name another one in sidecar\\.yaml`))
  if (process.platform === 'linux') expect(said).toContain(`(process ${process.pid}) listens there`)
})

test('an address of another machine is told as one', async () => {
  expect(await saidOf({ kind: 'tcp', host: '192.0.2.1', port: 0 })).toMatch(
    /^Error: 192\.0\.2\.1 is not an address of this machine\. Name another one in sidecar\.yaml\.$/,
  )
})

onUnix.test('a socket that cannot be: the file is named, too', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'listen-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'a-file')
  await writeFile(file, '')
  expect(await saidOf({ kind: 'socket', path: file })).toMatch(/it is not a socket\. Name another one in sidecar\.yaml/)
  expect(await saidOf({ kind: 'socket', path: join(folder, 'no', 's') })).toMatch(/sidecar\.yaml/)
})

test('any other error stays what it is', async () => {
  const error = new Error('else')
  expect(await explainListen(error, 'in sidecar.yaml', systemClock)).toBe(error)
})
