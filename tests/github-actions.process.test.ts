import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, expect } from 'vitest'
import { githubActions, githubWorkflows } from './support/github-files.ts'
import { needs } from './support/needs.ts'
import { temporaryFolder } from './support/folders.ts'
import { freePorts } from './support/ports.ts'
import { PROJECT } from './support/project-files.ts'
import { runToEnd } from './support/run-to-end.ts'

const lacks = (...programs: string[]) =>
  programs.find((program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error !== undefined)
const lacksShell = lacks('bash', 'curl')
const withShell = needs(lacksShell !== undefined && `there is no ${lacksShell} on the PATH`)
const withActionlint = needs(lacks('actionlint') !== undefined && 'there is no actionlint on the PATH')

const actions = await githubActions()
const ended: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ended.splice(0)) await end()
})

/** Runs the script of an action as a runner does; the package is this project. @param command the file that is the command here */
async function onRunner(action: string, command: string, inputs: Record<string, string>) {
  const folder = await temporaryFolder()
  const bin = join(folder, 'jwt-sandbox/node_modules/.bin')
  await mkdir(bin, { recursive: true })
  const node = `"${process.execPath}" --import "${PROJECT}/core/process/runtime.js"`
  const program = `#!/bin/sh\necho $$ > "${folder}/pid"\n${action === 'issuer' ? '' : 'shift'}\nexec ${node} "${PROJECT}/${command}" "$@"\n`
  await writeFile(join(bin, 'jwt-sandbox'), program, { mode: 0o700 })
  const script = join(folder, 'script.sh')
  const { run = '', env = {} } = actions[action]?.runs.steps.at(-1) ?? {}
  await writeFile(script, run)
  const given = Object.fromEntries(
    Object.entries(env).map(([name, text]) => [
      name,
      text.replace(
        /\$\{\{ inputs\.([\w-]+) \}\}/,
        (_all, input) => inputs[input] ?? actions[action]?.inputs[input]?.default ?? '',
      ),
    ]),
  )
  const output = join(folder, 'output')
  const said = await runToEnd('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
    ...given,
    RUNNER_TEMP: folder,
    GITHUB_OUTPUT: output,
    KEYS_FOLDER: join(folder, 'probe-keys'),
  })
  ended.push(async () => {
    const pid = Number(await readFile(join(folder, 'pid'), 'utf8'))
    if (action === 'issuer' && said.code === 0) process.kill(pid, 'SIGKILL') // else it has ended by itself
    await rm(folder, { recursive: true, force: true })
  })
  const outputs = (await readFile(output, 'utf8').catch(() => ''))
    .trimEnd()
    .split('\n')
    .map((line) => line.split('='))
  return { ...said, outputs: Object.fromEntries(outputs) }
}

withShell.test('the action "issuer" ends when an issuer answers, and says where it is', async () => {
  const [port, tlsPort] = await freePorts(2)
  const inputs = { port: String(port), 'tls-port': String(tlsPort) }
  const { code, output, outputs } = await onRunner('issuer', 'jwt-factory/main.ts', inputs)
  expect(code, output).toBe(0)
  expect(outputs).toEqual({ url: `http://localhost:${port}`, 'jwks-uri': `http://localhost:${port}/jwks` })
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'any', claims: '{"sub":"alice"}' })
  expect((await fetch(`${outputs.url}/token`, { method: 'POST', body })).status).toBe(200)
  expect(Object(await (await fetch(outputs['jwks-uri'])).json()).keys).toHaveLength(1)
})

withShell.test('the action "issuer" fails when none starts, and shows why', async () => {
  const inputs = { port: String((await freePorts(1))[0]), algorithm: 'none' }
  const { code, output } = await onRunner('issuer', 'jwt-factory/main.ts', inputs)
  expect(code).toBe(1)
  expect(output).toContain('ALGORITHM')
})

withShell.test('the action "probe" ends as the probe ends, and says where the reports are', async () => {
  const inputs = { url: 'no-address', audience: 'orders' }
  const { code, output, outputs } = await onRunner('probe', 'apps/probe/main.ts', inputs)
  expect(code, output).toBe(2)
  expect(output).toContain('the target is an address')
  expect(Object.keys(outputs)).toEqual(['sarif', 'junit'])
})

withActionlint.test('actionlint finds nothing in the workflows', async () => {
  const paths = (await githubWorkflows()).map(({ path }) => path)
  const { code, output } = await runToEnd('actionlint', ['-no-color', ...paths])
  expect(output).toBe('')
  expect(code).toBe(0)
})
