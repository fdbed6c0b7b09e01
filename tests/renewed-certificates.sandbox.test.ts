import { X509Certificate } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock, type Clock } from '#core/clock'
import { CONTROLLED_NAMES, type ControlledName } from '#core/config/processes'
import { openTestSandbox } from './support/sandbox.ts'
import { until } from './support/until.ts'

const DAY = 86_400_000

/** The clock of the machine, but for what is done once a day: that is done when the test says so. */
function clockOfDays() {
  const daily = new Set<() => void>()
  const every: Clock['every'] = (milliseconds, task) => {
    if (milliseconds !== DAY) return systemClock.every(milliseconds, task)
    daily.add(task)
    return () => void daily.delete(task)
  }
  return { clock: { ...systemClock, every }, daily }
}

test('when the authority is another one, all processes that run follow within a day, and go on calling each other', async () => {
  const { clock, daily } = clockOfDays()
  const sandbox = await openTestSandbox({ clock })
  onTestFinished(() => sandbox.close())
  const portOf = (name: ControlledName) => sandbox.processes[name].tlsPort
  const play = async (times: number) => {
    const plays = await Promise.all(Array.from({ length: times }, () => sandbox.plain('servicea', '/scenario1')))
    expect(plays.map(({ status, body }) => [status, body.valid])).toEqual(plays.map(() => [200, true]))
  }
  await play(1)
  for (const name of ['ca.pem', 'ca.key.pem']) await rm(join(sandbox.keysFolder, 'tls', name))

  expect(daily.size).toBe(CONTROLLED_NAMES.length)
  for (const task of daily) task()
  const renewed = () => sandbox.logs.filter((line) => line.includes('certificate-renewed'))
  await until('all have looked', () => renewed().length === CONTROLLED_NAMES.length)

  const ca = await readFile(join(sandbox.keysFolder, 'tls', 'ca.pem'), 'utf8')
  for (const name of CONTROLLED_NAMES) expect(await isTrusted(portOf(name), ca, name), name).toBe(true)
  await play(5) // more at once than there are connections
  for (const line of renewed()) expect(JSON.parse(line).ends).toBe(await endOf(JSON.parse(line).name))

  async function endOf(name: string): Promise<string> {
    const pem = await readFile(join(sandbox.keysFolder, 'tls', `${name}.pem`))
    return new X509Certificate(pem).validToDate.toISOString().slice(0, 10)
  }
})

const isTrusted = (port: number, ca: string, servername: string) =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', ca, servername }, () => resolve(socket.authorized))
    socket.on('error', () => resolve(false))
    onTestFinished(() => void socket.destroy())
  })
