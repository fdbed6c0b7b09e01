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
const hasCurl = ['bash', 'curl'].every((program) => spawnSync(program, ['--version']).status === 0)
const INTEROP_MODULES = join(PROJECT, 'tests/interop/node_modules')

interface Api {
  name: string
  lack: string | false
  modules?: string
  command: (folder: string) => Promise<[program: string, ...words: string[]]>
}

const EXPRESS: Api = {
  name: 'api.mjs',
  lack: false,
  modules: join(PROJECT, 'node_modules'),
  command: async (folder) => [process.execPath, join(folder, 'api.mjs')],
}

const APIS: Api[] = [
  EXPRESS,
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
  for (const each of [name, 'api.test.mjs', 'orders.sh']) await writeFile(join(folder, each), programs.get(each) ?? '')
  if (modules !== undefined) await symlink(modules, join(folder, 'node_modules'))
  return { folder, command: await command(folder) }
}

/** Starts an API, and runs a program against it. @returns what that says */
async function tested(
  { folder, command: [program, ...words] }: Awaited<ReturnType<typeof saved>>,
  factory: LoneFactory,
  issuer: string,
  trust: Record<string, string>,
  asking: (folder: string) => [program: string, ...words: string[]] = theTests,
) {
  const [port = 0] = await freePorts(1)
  const api = start(program, words, { ...trust, ISSUER: issuer, PORT: String(port) }, folder)
  await until('the API', async () => hasAnswered(api, port))
  const env = {
    ...plainEnvironment(),
    NODE_EXTRA_CA_CERTS: caFile(factory.keysFolder),
    CURL_CA_BUNDLE: caFile(factory.keysFolder),
    ISSUER: issuer,
    API: `http://localhost:${port}`,
    CLIENT_SECRET: await readClientSecret(factory.keysFolder, 'servicea'),
  }
  const [asker, ...further] = asking(folder)
  const { stdout } = await run(asker, further, { env }).catch((failed: { stdout: string }) => failed)
  api.killGroup('SIGKILL')
  return stdout
}

const theTests = (folder: string): [string, ...string[]] => [
  process.execPath,
  '--test',
  '--test-reporter=tap',
  join(folder, 'api.test.mjs'),
]

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

  needs(!hasCurl && 'there is no bash, or no curl, on the PATH').test(
    'curl gets a token, and is let in with it',
    async () => {
      const made = await saved(EXPRESS)
      const trust = scheme === 'https' ? trusting() : {}
      const told = await tested(made, factory, issuer, trust, (folder) => ['bash', join(folder, 'orders.sh')])
      expect(told).toBe('{"for":"alice"}')
      await rm(made.folder, { recursive: true })
    },
  )
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
