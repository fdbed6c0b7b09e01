import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { contentsOf } from '../support/folders.ts'
import { ask, expectAllPlaysGood, untilHealthy } from '../support/play-all.ts'
import { freePorts, freePortSettings, settingsFor } from '../support/ports.ts'
import { nodeWords, start, startNode, testFolder } from '../support/processes.ts'
import { PROJECT } from '../support/project-files.ts'
import { until } from '../support/until.ts'

// A sandbox runs, and somebody starts another one on its keys, with other settings. A start that cannot be touches
// nothing: not the keys that are rotated for another ALGORITHM, nor the certificates that are made for further names.

const OTHER_SETTINGS = { ALGORITHM: 'EdDSA', TLS_NAMES: 'another.test', SELF_SIGNED_LIFETIME: '1' }

test('a second start on the keys of a sandbox that runs', async () => {
  const KEYS_FOLDER = `${await testFolder()}/it's a folder #1`
  const settings = await freePortSettings()
  const startSandbox = (env: Record<string, string>) =>
    start(process.execPath, nodeWords('apps/sandbox/main.ts'), { ...env, KEYS_FOLDER, LOG_FORMAT: 'pretty' })
  const first = startSandbox(settings.env)
  await until('the welcome', () => first.output().includes('Ctrl-C stops everything'))
  await expectLineAboutTlsToWork(first.output())

  const before = await contentsOf(KEYS_FOLDER)
  expect(Object.keys(before).length).toBeGreaterThan(15)
  const free = (await freePortSettings()).env
  const taken = { ...free, SERVICEC_PORT: settings.env['SERVICEC_PORT'] ?? '' }
  for (const env of [taken, free]) {
    const second = startSandbox({ ...env, ...OTHER_SETTINGS })
    expect(await second.ended()).toBe(1)
    expect(second.output()).toMatch(/the sandbox cannot start: (?:service[abc]|neighbours)/)
    expect(await contentsOf(KEYS_FOLDER)).toEqual(before)
  }

  // On keys of its own, too: what was not there before is not there afterwards.
  const other = `${await testFolder()}/other`
  const third = start(process.execPath, nodeWords('apps/sandbox/main.ts'), { ...taken, KEYS_FOLDER: other })
  expect(await third.ended()).toBe(1)
  await expect(contentsOf(other)).rejects.toThrow('ENOENT')

  // Another factory may share them: what signs goes on signing, whatever ALGORITHM says there.
  const [port = 0, tlsPort = 0] = await freePorts(2)
  const ownPorts = settingsFor('jwt-factory', { port, tlsPort })
  startNode('jwt-factory', { ...ownPorts, KEYS_FOLDER, ALGORITHM: 'EdDSA' })
  await untilHealthy(port)
  const answer = await ask(settings.ports['FACTORY_PORT'], '/utils/jwks')
  expect(new Set(answer?.body.keys.map(({ alg }: { alg: string }) => alg))).toEqual(new Set(['ES256']))
  await expectAllPlaysGood(settings.ports)
})

/** Whatever the folder is called, a shell takes the line as it is told. */
async function expectLineAboutTlsToWork(told: string): Promise<void> {
  const [line = ''] = /curl --cacert .*\/hello/.exec(told) ?? []
  const { stdout } = await promisify(execFile)('sh', ['-c', `${line} --silent --fail`], { cwd: PROJECT })
  expect(stdout, line).toBe('hello')
}
