import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contentsOf } from './support/folders.ts'
import { untilHealthy } from './support/play-all.ts'
import { freePorts, settingsFor } from './support/ports.ts'
import { startNode, testKeysFolder } from './support/processes.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

let first: TestSandbox
beforeAll(async () => {
  first = await openTestSandbox()
})
afterAll(() => first.close())

const CASES = (['jwt-factory', 'servicea'] as const).flatMap((name) =>
  (['port', 'tlsPort'] as const).map((taken) => [name, taken] as const),
)

test.each(CASES)(
  'a second %s whose %s is taken touches nothing: every key file stays as it was, byte for byte',
  async (name, taken) => {
    const KEYS_FOLDER = first.keysFolder
    const before = await contentsOf(KEYS_FOLDER)
    expect(Object.keys(before).length).toBeGreaterThan(4)

    const takenPort = first.processes[name][taken]
    const second = startNode(name, {
      KEYS_FOLDER,
      ...settingsFor(name, { port: 0, tlsPort: 0, [taken]: takenPort }),
      ALGORITHM: 'EdDSA',
      SELF_SIGNED_LIFETIME: '1',
    })
    expect(await second.ended()).toBe(1)
    expect(second.output()).toContain(`port ${takenPort} is taken`)
    expect(await contentsOf(KEYS_FOLDER)).toEqual(before)
  },
)

test('an issuer whose port is taken, and is named by FACTORY_URL, too, says which settings to change', async () => {
  const { port } = first.processes['jwt-factory']
  const settings = { FACTORY_PORT: String(port), FACTORY_TLS_PORT: '0', FACTORY_URL: `http://localhost:${port}` }
  const second = startNode('jwt-factory', { KEYS_FOLDER: await testKeysFolder(), ...settings })
  expect(await second.ended()).toBe(1)
  const said = second.output().replaceAll(/\s+/g, ' ')
  expect(said).toContain('set FACTORY_PORT to another one, and FACTORY_URL, which names this port, to the same')
})

const HELD = [
  ['servicea', {}],
  ['jwt-factory', { STORE: 'memory' }], // with SQLite they would share what they know of their keys
] as const

test.each(HELD)(
  'a second %s on other ports and the same key folder touches nothing, and says who works with it; after a kill it may',
  async (name, env) => {
    const KEYS_FOLDER = await testKeysFolder()
    const [port = 0, tlsPort = 0, ...others] = await freePorts(4)
    const settingsOf = ([plain = 0, tls = 0]: number[]) => ({
      ...env,
      KEYS_FOLDER,
      ...settingsFor(name, { port: plain, tlsPort: tls }),
    })
    const first = startNode(name, settingsOf([port, tlsPort]))
    await untilHealthy(port)
    const before = await contentsOf(KEYS_FOLDER)

    const second = startNode(name, { ...settingsOf(others), ALGORITHM: 'EdDSA', SELF_SIGNED_LIFETIME: '1' })
    expect(await second.ended()).toBe(1)
    expect(second.output()).toContain(
      `${name} cannot start: ${name} (process ${first.pid}, ports ${port} and ${tlsPort}) is using the keys in ` +
        `${join(KEYS_FOLDER, name)}. Stop it, or choose another KEYS_FOLDER.`,
    )
    expect(await contentsOf(KEYS_FOLDER)).toEqual(before)

    first.kill('SIGKILL')
    await first.ended()
    startNode(name, settingsOf(others))
    await untilHealthy(others[0] ?? 0)
  },
)
