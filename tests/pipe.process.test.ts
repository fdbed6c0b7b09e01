import { expect, test } from 'vitest'
import { ask, expectAllPlaysGood, untilHealthy } from './support/play-all.ts'
import { freePorts, freePortSettings, isFree } from './support/ports.ts'
import { start, testKeysFolder } from './support/processes.ts'
import { until } from './support/until.ts'

/** The reader ends after a line, or reads nothing at all. */
const READERS = ['head -1', 'true']

test.each(READERS)(
  'npm start goes on when who reads its log has ended (| %s), and ends in good order',
  async (reader) => {
    const { env, ports } = await freePortSettings()
    const settings = { ...env, KEYS_FOLDER: await testKeysFolder(), PEER_TIMEOUT: '20' }
    const sandbox = start('/bin/sh', ['-c', `npm start | ${reader}`], settings)
    const plain = Object.entries(ports).filter(([name]) => !name.endsWith('_TLS_PORT'))
    await Promise.all(plain.map(([, port]) => untilHealthy(port)))
    for (let count = 0; count < 5; count++) await ask(ports['FACTORY_PORT'], '/keys/servicea', { method: 'POST' }) // logged
    await expectAllPlaysGood(ports)
    sandbox.killGroup('SIGTERM')
    await until('the end of all processes', () => !sandbox.hasLeftSomething())
    expect(await Promise.all(Object.values(ports).map(isFree))).not.toContain(false)
    expect(sandbox.output()).not.toMatch(/EPIPE|\n\s+at /)
  },
)

test.each(READERS)('one process goes on too (| %s)', async (reader) => {
  const [port = 0, tlsPort = 0] = await freePorts(2)
  const env = { FACTORY_PORT: String(port), FACTORY_TLS_PORT: String(tlsPort), KEYS_FOLDER: await testKeysFolder() }
  const words = `${process.execPath} --import ./core/process/runtime.js jwt-factory/main.ts`
  const factory = start('/bin/sh', ['-c', `${words} | ${reader}`], env)
  await untilHealthy(port)
  for (let count = 0; count < 5; count++) {
    expect(await ask(port, '/keys/servicea', { method: 'POST' })).toMatchObject({ status: 201 })
  }
  expect(factory.output()).not.toMatch(/EPIPE|\n\s+at /)
})
