import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CONTROLLED_NAMES } from '#core/config/processes'
import { runToEnd } from './support/run-to-end.ts'
import { freePorts, settingsFor } from './support/ports.ts'
import { nodeWords } from './support/processes.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

let sandbox: TestSandbox
let env: Record<string, string>
beforeAll(async () => {
  sandbox = await openTestSandbox()
  env = Object.assign({}, ...CONTROLLED_NAMES.map((name) => settingsFor(name, sandbox.processes[name])))
})
afterAll(() => sandbox.close())

/** As a person at the terminal calls it. */
const control = (words: readonly string[], further: Record<string, string> = {}) =>
  runToEnd('npm', ['run', '--silent', 'control', '--', ...words], { ...env, ...further })

/** What npm says of where that person stands; it goes to the folder of the project itself. */
const controlFrom = (folder: string, words: readonly string[]) =>
  runToEnd(process.execPath, nodeWords('apps/control/main.ts', ...words), { ...env, INIT_CWD: folder })

test('npm run control tells all processes, waits until it holds, and says what is set', async () => {
  const { code, output } = await control(['clock', 'skew', '-30s'])
  expect({ code, output }).toEqual({
    code: 0,
    output: expect.stringMatching(/^ {2}all processes {2}the clock says .*: 30 s behind\n$/),
  })
  for (const { clock } of Object.values(sandbox.status())) expect(clock.skewMs).toBe(-30_000)
  expect((await control(['reset'])).output).toBe('  all processes  nothing is set\n')
})

test('a token can be handed on, for it stands alone; files are found from where the person stands', async () => {
  await writeFile(join(sandbox.keysFolder, 'order.json'), JSON.stringify({ claims: null, signedBy: 'nobody' }))
  const { code, output } = await controlFrom(sandbox.keysFolder, ['mint', '--order', 'order.json'])
  expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/^[\w-]+\.e30\.\n$/) })
})

test('a wrong command ends with 2, and one that nobody hears with 1', async () => {
  const wrong = await control(['clok', 'advance'])
  expect(wrong).toMatchObject({ code: 2, output: expect.stringContaining('Did you mean "clock"?') })
  const [nowhere = 0] = await freePorts(1)
  const unheard = await control(['clock', 'freeze', '--process', 'serviceb'], { SERVICEB_PORT: String(nowhere) })
  expect(unheard).toMatchObject({ code: 1, output: expect.stringContaining('is not running') })
})
