import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { readArguments } from '#core/process/command-line'
import { folderWith, workingSample } from '../apps/gateway/gloo/gloo.fixture.ts'
import { GATEWAY_LINE } from '../apps/gateway/command.ts'
import { runGateways } from '../apps/gateway/run-gateways.ts'
import { PROJECT, readProjectFile } from './support/project-files.ts'

const page = await readProjectFile('docs/login.md')
const readme = await readProjectFile('deploy/kubernetes/gloo/README.md')
const commands = [...`${page}\n${readme}`.matchAll(/^npm run gateway -- (.*--config .*)$/gm)].map(([, words = '']) =>
  words.split(' '),
)

/** Runs the command in the folder of the project, with other files in the place of those that a person has. @returns what it wrote */
async function told(words: readonly string[]): Promise<string> {
  let out = ''
  const write = (text: string) => void (out += text)
  const terminal = { write, tell: write, progress() {}, isTerminal: false, columns: Infinity, colours: false }
  const call = { ...readArguments(words, GATEWAY_LINE), env: { INIT_CWD: PROJECT }, clock: manualClock(0), terminal }
  expect(await runGateways(call)).toBeUndefined()
  return out
}

test('what is said of a request is what docs/login.md shows', async () => {
  const explained = commands.filter((words) => words.includes('--explain'))
  expect(explained).toHaveLength(1)
  const [, shown = ''] = /```text\n(GET [^]*?)```/.exec(page) ?? []
  expect(await told(explained[0] ?? [])).toBe(shown)
})

test('the documents of deploy are good as every page checks them', async () => {
  const pem =
    /tls.crt: (\S+)\n {2}tls.key: (\S+)/
      .exec(await workingSample())
      ?.slice(1)
      .map(atob) ?? []
  const folder = await folderWith({ 'tls.crt': pem[0] ?? '', 'tls.key': pem[1] ?? '' })
  const checked = commands.filter((words) => words.includes('--check'))
  expect(checked).toHaveLength(2)
  for (const words of checked) {
    const own = words.map((word) => word.replace('tls.crt,tls.key', `${folder}/tls.crt,${folder}/tls.key`))
    expect(await told(own)).toContain('whoever has logged in (ExtAuthPolicy default/webui-auth0)')
  }
})

test('the command for a laptop fits the documents, with issuer and client filled in', async () => {
  const run = commands.find((words) => !words.includes('--check') && !words.includes('--explain')) ?? []
  const text = await readFile(join(PROJECT, 'deploy/kubernetes/gloo/ext-auth.yaml'), 'utf8')
  const filled = text
    .replace('https://issuer.example.com/', 'https://localhost:5443/login')
    .replace('clientId: webui', 'clientId: login-gateway')
  const [, cert = ''] = /tls.crt: (\S+)/.exec(await workingSample()) ?? []
  const folder = await folderWith({
    'ext-auth.yaml': filled,
    'ca.pem': atob(cert),
    'client-secret': 'one-that-nobody-guesses',
  })
  const own = run.map((word) =>
    word.replace(/^ext-auth.yaml$|keys\/tls\/(?=ca.pem)|keys\/login-gateway\/(?=client-secret)/, (whole) =>
      whole === 'ext-auth.yaml' ? join(folder, whole) : `${folder}/`,
    ),
  )
  const said = await told([...own, '--check'])
  expect(said).toContain(
    'people log in at https://localhost:5443/login as users of the client login-gateway, and come back to https://webuitest.com:4743/callback',
  )
  expect(page).toContain('LOGIN_GATEWAY_URL=https://webuitest.com:4743 npm run jwt-factory')
})
