import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { startSandbox } from './testing.ts'
import { programsOf } from '../tests/support/document-programs.ts'
import { temporaryFolder } from '../tests/support/folders.ts'
import { needs } from '../tests/support/needs.ts'
import { PROJECT, readProjectFile } from '../tests/support/project-files.ts'
import { pythonWithPyJwt } from '../tests/support/python.ts'
import { PATIENT } from '../tests/support/sandbox.ts'

// The programs of docs/own-service.md as they stand there: each plays B in every scenario in which it can.

const run = promisify(execFile)
const programs = new Map(programsOf(await readProjectFile('docs/own-service.md')).map(({ name, text }) => [name, text]))

const DEBIAN_GO = '/usr/share/gocode'
const hasGo = existsSync(`${DEBIAN_GO}/src/github.com/coreos/go-oidc`) && spawnSync('go', ['version']).status === 0
const INTEROP_MODULES = join(PROJECT, 'tests/interop/node_modules')

type Command = [program: string, ...words: string[]]

interface Program {
  name: string
  lack: string | false
  modules?: string
  /** What of GOOD it plays: absent, all of it. */
  plays?: readonly number[]
  command(folder: string): Promise<Command>
}

/** Those of access tokens, and with FACTORY_ISSUER=discovery what has the same issuer. */
const OF_ACCESS_TOKENS = [7, 8, 9, 10]
const OF_ONE_ISSUER = [1, 2, 5, ...OF_ACCESS_TOKENS]

const PROGRAMS_FOR_B: readonly Program[] = [
  {
    name: 'b.mjs',
    lack: false,
    modules: join(PROJECT, 'node_modules'),
    plays: OF_ONE_ISSUER,
    command: async (folder) => [process.execPath, join(folder, 'b.mjs')],
  },
  {
    name: 'b-fastify.mjs',
    lack: !existsSync(join(INTEROP_MODULES, 'fastify')) && 'npm ci --prefix tests/interop has not been run',
    modules: INTEROP_MODULES,
    plays: OF_ACCESS_TOKENS,
    command: async (folder) => [process.execPath, join(folder, 'b-fastify.mjs')],
  },
  {
    name: 'b.py',
    lack: pythonWithPyJwt === undefined && 'no python3 on the PATH has jwt and cryptography',
    plays: OF_ONE_ISSUER,
    command: async (folder) => [pythonWithPyJwt ?? '', join(folder, 'b.py')],
  },
  {
    name: 'b.go',
    lack: !hasGo && 'this machine lacks golang-go and golang-github-coreos-go-oidc-dev, by apt-get install',
    plays: OF_ONE_ISSUER,
    command: buildGoService,
  },
  {
    name: 'b-all.mjs',
    lack: false,
    modules: join(PROJECT, 'node_modules'),
    command: async (folder) => [process.execPath, join(folder, 'b-all.mjs')],
  },
]

/** With the sources that Debian has, and no network: its go-oidc is an earlier one, under an earlier name. */
async function buildGoService(folder: string): Promise<Command> {
  await writeFile(join(folder, 'b.go'), programs.get('b.go')?.replace('go-oidc/v3/oidc', 'go-oidc') ?? '')
  const env = { ...process.env, GO111MODULE: 'off', GOPATH: DEBIAN_GO, GOFLAGS: '' }
  await run('go', ['build', '-o', 'b', 'b.go'], { cwd: folder, env })
  return [join(folder, 'b')]
}

async function saved({ name, modules, command }: Program): Promise<Command> {
  const folder = await temporaryFolder()
  const kit = pathToFileURL(join(PROJECT, 'testkit/verify.ts')).href // as the package has it
  await writeFile(join(folder, name), programs.get(name)?.replace('jwt-sandbox/verify', kit) ?? '')
  if (modules !== undefined) await symlink(modules, join(folder, 'node_modules'))
  return command(folder)
}

const LET_IN = { valid: true, status: 200, isOwnService: true }
const REFUSED = { valid: false, status: 401, isOwnService: true }

/** What each play says with a service that believes what it should. */
const GOOD: readonly (readonly [scenario: number, answer: object])[] = [
  [1, LET_IN],
  [2, { serviceb: LET_IN, servicec: { valid: true } }],
  [3, { ...LET_IN, claims: { iss: 'https://service-issuer', sub: 'servicea' } }],
  [4, { serviceB: LET_IN, serviceC: { valid: true } }],
  [5, LET_IN],
  [7, { ...LET_IN, claims: { client_id: 'servicea' } }],
  [8, LET_IN],
  [9, { ...LET_IN, claims: { scope: 'orders.read' } }],
  [10, { before: LET_IN, after: LET_IN }],
  [12, { 'backend-api': { valid: true } }],
  [15, { ...LET_IN, claims: { sub: 'tester' } }],
]

/** Tokens with one fault, by their names. */
const BAD_NAMES = ['exp-30s-ago', 'no-exp', 'aud-other', 'iss-other', 'forged', 'alg-none', 'no-token']

test('the page shows these programs, and no others', () => {
  expect([...programs.keys()]).toEqual(PROGRAMS_FOR_B.map(({ name }) => name))
})

for (const program of PROGRAMS_FOR_B)
  for (const tls of [true, false])
    needs(program.lack).test(
      `${program.name} plays B ${tls ? 'with an issuer over TLS' : 'over plain HTTP'}`,
      async () => {
        const told: string[] = []
        const serviceb = { command: await saved(program) }
        const settings = { ...PATIENT, ...(program.plays && { FACTORY_ISSUER: 'discovery' }) }
        await using sandbox = await startSandbox({ tls, serviceb, settings, log: (line) => told.push(line) })
        const plays = (number: number) => program.plays?.includes(number) !== false
        const down = await sandbox.fault('jwks', 'down')
        expect((await sandbox.play(7)).status, 'no keys').toBe(503)
        down.remove()
        for (const [number, answer] of GOOD.filter(([each]) => plays(each)))
          expect(await sandbox.play(number), `scenario ${number}`).toMatchObject({ status: 200, answer })
        for (const number of [1, 3, 5, 7, 15].filter(plays))
          for (const token of BAD_NAMES)
            expect((await sandbox.play(number, { query: { token } })).answer, `${number} ${token}`).toMatchObject(
              REFUSED,
            )
        expect(told.join('')).not.toMatch(/Traceback|panic/)
        if (program.plays) return
        expect((await sandbox.play(5, { variant: 'wrong-audience' })).answer).toMatchObject(REFUSED)
        const reader = await sandbox.play(15, { variant: 'reader' })
        expect(reader.answer).toMatchObject({ serviceb: { valid: false, status: 403 }, servicec: { valid: false } })
        const { answer } = await sandbox.play(6) // the last: some libraries wait before they fetch keys again
        expect(answer).toMatchObject({ before: LET_IN, meanwhile: LET_IN, after: { isOwnService: true } })
      },
    )
