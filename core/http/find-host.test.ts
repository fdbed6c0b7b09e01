import { connect, createServer, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { findHost } from './find-host.ts'

/** What a name is looked up as. */
const lookedUp = (host: string, name: string) =>
  new Promise((resolve) => findHost(name, host).lookup(name, { all: true }, (_error, addresses) => resolve(addresses)))

const IPV4 = { address: '127.0.0.1', family: 4 }
const IPV6 = { address: '::1', family: 6 }

test.each([
  ['localhost', [IPV4, IPV6]],
  ['127.0.0.1', [IPV4, IPV6]],
  ['::1', [IPV6, IPV4]],
  ['127.0.1.1', [{ address: '127.0.1.1', family: 4 }, IPV4, IPV6]],
  ['0.0.0.0', [IPV4, IPV6]],
])('where processes listen on %s, localhost is looked for at %j', async (host, addresses) => {
  expect(await lookedUp(host, 'localhost')).toEqual(addresses)
})

test('a caller that wants one address gets the one that is bound', async () => {
  const one = await new Promise((resolve) =>
    findHost('localhost', '::1').lookup('localhost', {}, (_error, address, family) => resolve({ address, family })),
  )
  expect(one).toEqual(IPV6)
})

test('other names are looked up as ever', async () => {
  expect(await lookedUp('::1', '127.0.0.1')).toEqual([IPV4])
})

/** Longer than Node lets an address try when there is another. Milliseconds. */
const BUSY = 800

function beBusy(): void {
  const until = performance.now() + BUSY
  while (performance.now() < until);
}

/** Connects, and is busy before it can hear that it is connected. @returns at which addresses it has tried */
function connectWhileBusy(port: number, way: object): Promise<string[]> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      const socket = connect({ host: 'localhost', port, ...way })
      socket.on('error', reject)
      socket.on('connect', () => {
        resolve([...socket.autoSelectFamilyAttemptedAddresses])
        socket.destroy()
      })
      beBusy()
    })
  })
}

test('who listens at one loopback alone is found, however busy this process is meanwhile', async () => {
  const server = createServer((socket) => socket.destroy())
  onTestFinished(() => void server.close())
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens
  const { lookup, ...patience } = findHost('localhost', '127.0.0.1')
  await expect(connectWhileBusy(port, { lookup })).rejects.toMatchObject({ code: 'ETIMEDOUT' }) // what Node makes of it
  expect(await connectWhileBusy(port, { lookup, ...patience })).toEqual([`127.0.0.1:${port}`])
})

test('another machine is not waited for any longer than Node does', () => {
  expect(findHost('keys.example')).not.toHaveProperty('autoSelectFamilyAttemptTimeout')
})
