import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readClientSecret } from '#core/files/service-folder'
import { programsOf } from './support/document-programs.ts'
import { temporaryFolder } from './support/folders.ts'
import { openLoneFactory, type LoneFactory } from './support/lone-factory.ts'
import { needs } from './support/needs.ts'
import { plainEnvironment } from './support/plain-environment.ts'
import { ask } from './support/play-all.ts'
import { freePorts } from './support/ports.ts'
import { start, type Running } from './support/processes.ts'
import { PROJECT, readProjectFile } from './support/project-files.ts'
import { pythonWithPyJwt } from './support/python.ts'
import { caFile } from './support/trusting.ts'
import { until } from './support/until.ts'

// The programs of docs/issuer.md as they stand there: each API, against the tests that stand there too.

const run = promisify(execFile)
const programs = new Map(programsOf(await readProjectFile('docs/issuer.md')).map(({ name, text }) => [name, text]))

const DEBIAN_GO = '/usr/share/gocode'
const hasGo = existsSync(`${DEBIAN_GO}/src/github.com/coreos/go-oidc`) && spawnSync('go', ['version']).status === 0
const INTEROP_MODULES = join(PROJECT, 'tests/interop/node_modules')

interface Api {
  name: string
  lack: string | false
  modules?: string
  command: (folder: string) => Promise<[program: string, ...words: string[]]>
}

const APIS: Api[] = [
  {
    name: 'api.mjs',
    lack: false,
    modules: join(PROJECT, 'node_modules'),
    command: async (folder) => [process.execPath, join(folder, 'api.mjs')],
  },
  {
    name: 'api-fastify.mjs',
    lack: !existsSync(join(INTEROP_MODULES, 'get-jwks')) && 'npm ci --prefix tests/interop has not been run',
    modules: INTEROP_MODULES,
    command: async (folder) => [process.execPath, join(folder, 'api-fastify.mjs')],
  },
  {
    name: 'api.py',
    lack: pythonWithPyJwt === undefined && 'no python3 on the PATH has jwt and cryptography',
    command: async (folder) => [pythonWithPyJwt ?? '', join(folder, 'api.py')],
  },
  {
    name: 'api.go',
    lack: !hasGo && 'this machine lacks golang-go and golang-github-coreos-go-oidc-dev, by apt-get install',
    command: buildGoApi,
  },
]

/** With the sources that Debian has, and no network: its go-oidc is an earlier one, under an earlier name. */
async function buildGoApi(folder: string): Promise<[string]> {
  const text = programs.get('api.go')?.replace('go-oidc/v3/oidc', 'go-oidc') ?? ''
  await writeFile(join(folder, 'api.go'), text)
  const env = { ...process.env, GO111MODULE: 'off', GOPATH: DEBIAN_GO, GOFLAGS: '' }
  await run('go', ['build', '-o', 'api', 'api.go'], { cwd: folder, env })
  return [join(folder, 'api')]
}

async function saved({ name, modules, command }: Api) {
  const folder = await temporaryFolder()
  for (const each of [name, 'api.test.mjs']) await writeFile(join(folder, each), programs.get(each) ?? '')
  if (modules !== undefined) await symlink(modules, join(folder, 'node_modules'))
  return { folder, command: await command(folder) }
}

/** Starts an API, and runs the tests against it. @returns what they say */
async function tested(
  { folder, command: [program, ...words] }: Awaited<ReturnType<typeof saved>>,
  factory: LoneFactory,
  issuer: string,
  trust: Record<string, string>,
) {
  const [port = 0] = await freePorts(1)
  const api = start(program, words, { ...trust, ISSUER: issuer, PORT: String(port) }, folder)
  await until('the API', async () => hasAnswered(api, port))
  const env = {
    ...plainEnvironment(),
    NODE_EXTRA_CA_CERTS: caFile(factory.keysFolder),
    ISSUER: issuer,
    API: `http://localhost:${port}`,
    CLIENT_SECRET: await readClientSecret(factory.keysFolder, 'servicea'),
  }
  const testing = ['--test', '--test-reporter=tap', join(folder, 'api.test.mjs')]
  const { stdout } = await run(process.execPath, testing, { env }).catch((failed: { stdout: string }) => failed)
  api.killGroup('SIGKILL')
  return stdout
}

async function hasAnswered(api: Running, port: number): Promise<boolean> {
  if (api.code() !== undefined) throw new Error(`the API has ended:\n${api.output()}`)
  return (await ask(port, '/orders')) !== undefined
}

describe.each(['http', 'https'])('with an issuer over %s', (scheme) => {
  let factory: LoneFactory
  let issuer: string
  beforeAll(async () => {
    factory = await openLoneFactory({ FACTORY_ISSUER: 'discovery', FACTORY_URL: `${scheme}://localhost:0` })
    issuer = `${scheme}://localhost:${scheme === 'http' ? factory.port : factory.tlsPort}`
  })
  afterAll(() => factory.close())

  const trusting = () => {
    const file = caFile(factory.keysFolder)
    return { NODE_EXTRA_CA_CERTS: file, SSL_CERT_FILE: file }
  }

  for (const api of APIS) {
    needs(api.lack).test(`the API ${api.name} of docs/issuer.md passes the tests of that page`, async () => {
      const made = await saved(api)
      const told = await tested(made, factory, issuer, scheme === 'https' ? trusting() : {})
      expect(told).toContain('# pass 5\n# fail 0\n')
      await rm(made.folder, { recursive: true })
    })
  }
})

test('an API that does not trust the issuer passes all tests but the one that expects 200, as the page says', async () => {
  const factory = await openLoneFactory({ FACTORY_ISSUER: 'discovery' })
  for (const api of APIS.filter(({ name, lack }) => ['api.mjs', 'api.py'].includes(name) && lack === false)) {
    const made = await saved(api)
    const told = await tested(made, factory, factory.urlOf(''), {})
    expect(told).toContain('# pass 4\n# fail 1\n')
    expect(told).toMatch(/^not ok \d+ - a good token is believed$/m)
    await rm(made.folder, { recursive: true })
  }
  await factory.close()
})
