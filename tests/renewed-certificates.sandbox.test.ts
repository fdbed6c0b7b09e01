import { X509Certificate } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock, type Clock } from '#core/clock'
import { CONTROLLED_NAMES, type ControlledName } from '#core/config/processes'
import { DAY } from '#core/http/certificates/faults'
import { LOOK_AT_CLOCK } from '#core/http/renew-tls'
import { openTestSandbox } from './support/sandbox.ts'
import { until } from './support/until.ts'

/** The clock of the machine, whose day the test changes; whoever looks for that does it at once. */
function clockOfDays() {
  let ahead = 0
  const clock: Clock = {
    ...systemClock,
    now: () => systemClock.now() + ahead,
    every: (milliseconds, task) => systemClock.every(milliseconds === LOOK_AT_CLOCK ? 50 : milliseconds, task),
  }
  return { clock, nextDay: () => (ahead += DAY) }
}

test('when the authority is another one, all processes that run follow within a day, and go on calling each other', async () => {
  const { clock, nextDay } = clockOfDays()
  const sandbox = await openTestSandbox({ clock })
  onTestFinished(() => sandbox.close())
  const portOf = (name: ControlledName) => sandbox.processes[name].tlsPort
  const play = async (times: number) => {
    const plays = await Promise.all(Array.from({ length: times }, () => sandbox.plain('servicea', '/scenario1')))
    expect(plays.map(({ status, body }) => [status, body.valid])).toEqual(plays.map(() => [200, true]))
  }
  await play(1)
  for (const name of ['ca.pem', 'ca.key.pem']) await rm(join(sandbox.keysFolder, 'tls', name))

  nextDay()
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
