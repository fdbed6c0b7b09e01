import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { PROCESSES, type ProcessRow } from '#core/config/process-table'
import { readConfig } from '#core/config/read-config'
import { knownVariables } from './support/document-variables.ts'
import { SCHEMAS } from './support/env-example.ts'
import { PROJECT, readProject, readProjectFile } from './support/project-files.ts'

const dockerfile = await readProjectFile('deploy/container/Dockerfile')
const ignored = (await readProjectFile('deploy/container/Dockerfile.dockerignore')).split('\n')
const compose: Compose = parse(await readProjectFile('deploy/container/compose.yaml'), { merge: true })
const { scripts, imports } = JSON.parse(await readProjectFile('package.json'))
const variables = await knownVariables()
const sources = await readProject((path) => /^(?:core|apps|jwt-factory|scenarios)\/.*(?<!\.test)\.ts$/.test(path))

/** What this file uses of the Compose specification. A member that is not known to it is a slip. */
interface Container {
  command?: string[]
  entrypoint?: string[]
  user?: string
  read_only?: boolean
  cap_drop?: string[]
  network_mode?: string
  networks?: { default: { aliases: string[] } }
  ports?: string[]
  volumes?: string[]
  environment?: Record<string, string>
  depends_on?: Record<string, { condition: string }>
  healthcheck?: { test?: string[]; disable?: boolean }
}
interface Compose {
  services: Record<string, Container>
  volumes: Record<string, unknown>
}
const MEMBERS = (
  'image build entrypoint command init user read_only tmpfs cap_drop security_opt ' +
  'network_mode networks ports volumes environment depends_on healthcheck'
).split(' ')

const rows = Object.entries<ProcessRow>(PROCESSES)
const { network = {}, keys = {}, ...containers } = compose.services
/** Each instruction of the last stage, with the lines that it goes over. */
const instructions = (dockerfile.split(/^FROM /m).at(-1) ?? '').split('\n').filter((line) => /^[A-Z]+ /.test(line))
const instruction = (word: string) => instructions.find((line) => line.startsWith(`${word} `))?.slice(word.length + 1)
/** `${NAME:-else}`, with nothing in the environment. */
const resolved = (environment: Record<string, string> = {}) =>
  Object.fromEntries(Object.entries(environment).map(([name, text]) => [name, text.replace(/^\$\{\w+:-(.*)\}$/, '$1')]))
const healthAt = (port: number) => ['wget', '-q', '-O', '/dev/null', `http://127.0.0.1:${port}/healthz`]

describe('compose.yaml', () => {
  test('has a container for every process that npm start starts, and says nothing that nobody knows', () => {
    expect(Object.keys(containers)).toEqual(rows.filter(([, { isStarted }]) => isStarted).map(([name]) => name))
    for (const container of Object.values(compose.services))
      expect(MEMBERS).toEqual(expect.arrayContaining(Object.keys(container)))
    expect(Object.keys(compose)).toEqual(['name', 'x-process', 'x-health', 'services', 'volumes'])
  })

  test.each(rows)('%s is started by its command, and is healthy when it answers at its port', (name, row) => {
    const { command, healthcheck, network_mode: where, depends_on: waitsFor = {} } = containers[name] ?? {}
    expect(command).toEqual(row.command)
    expect(healthcheck?.test).toEqual(['CMD', ...healthAt(row.port)])
    expect(where).toBe('service:network')
    const before = Object.entries(waitsFor).map(([other, { condition }]) => `${other} ${condition}`)
    expect(before.length).toBeGreaterThan(0)
    for (const each of before)
      expect(each).toMatch(/^keys service_completed_successfully$|^(?!keys )\S+ service_healthy$/)
  })

  test('keys are made once, before anybody looks for them, in a volume that all have', () => {
    expect(`npm run keys: node --import ./core/process/runtime.js ${keys.command?.join(' ')}`).toBe(
      `npm run keys: ${scripts.keys}`,
    )
    for (const each of [keys, ...Object.values(containers)]) expect(each.volumes).toEqual(['keys:/app/keys'])
    expect(Object.keys(compose.volumes)).toEqual(['keys'])
    expect(instruction('VOLUME')).toBe('/app/keys')
  })

  test('publishes the ports of the processes and no others, to this machine alone', () => {
    const ports = rows.flatMap(([, { port, tlsPort }]) => (tlsPort === undefined ? [port] : [port, tlsPort]))
    expect(network.ports?.toSorted()).toEqual(ports.map((port) => `127.0.0.1:${port}:${port}`).toSorted())
    for (const each of [keys, ...Object.values(containers)]) expect(each).not.toHaveProperty('ports')
  })

  test('the names by which they are called are names of the network', () => {
    expect(network.networks?.default.aliases).toEqual(rows.map(([name]) => name))
    for (const { environment } of [keys, ...Object.values(containers)]) {
      const urls = Object.entries(resolved(environment)).filter(([variable]) => variable.endsWith('_URL'))
      const expected = rows.flatMap(([name, { prefix, tlsPort }]) =>
        tlsPort === undefined ? [] : [[`${prefix}_URL`, `https://${name}:${tlsPort}`]],
      )
      expect(urls).toEqual(expected)
    }
  })

  test('its settings are settings of ours, and every process takes them', () => {
    for (const { environment = {} } of [keys, ...Object.values(containers)])
      expect(variables).toEqual(expect.arrayContaining(Object.keys(environment)))
    for (const [name] of rows) {
      const shape = SCHEMAS[`npm run ${name}`] ?? {}
      expect(readConfig(shape, resolved(containers[name]?.environment))).toMatchObject({ host: '0.0.0.0' })
    }
    expect(() => readConfig(SCHEMAS['npm run jwt-factory'] ?? {}, { HOST: '0.0.0.0', FACTORY_URL: 'no' })).toThrow()
  })

  test('nobody is root, and nothing but the volume can be written to', () => {
    for (const each of Object.values(compose.services)) {
      expect(each).toMatchObject({ read_only: true, cap_drop: ['ALL'], user: instruction('USER') })
    }
  })
})

describe('the image', () => {
  test('is made of a pinned release, which there is for both kinds of machines, in every stage', () => {
    const bases = [...dockerfile.matchAll(/^FROM (.+)$/gm)].map(([, base]) => base)
    const release = expect.stringMatching(/node:\d+-alpine\d+\.\d+(?: AS \w+)?$/)
    expect(bases).toEqual([release, release])
    expect(compose.services['network']).toMatchObject({ build: { platforms: ['linux/amd64', 'linux/arm64'] } })
  })

  test('has every folder that the commands are made of, and nothing that is secret', async () => {
    const lines = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)]
    const copied = new Set(lines.flatMap(([, paths = '']) => paths.split(' ')))
    await Promise.all([...copied].map((path) => stat(join(PROJECT, path)))) // each is there, or this throws
    const rooms = Object.values<string>(imports).map((path) => path.split('/')[1])
    expect([...copied]).toEqual(expect.arrayContaining([...rooms, 'apps', 'package.json']))
    expect(
      ignored
        .filter((line) => line.startsWith('!'))
        .map((line) => line.slice(1))
        .sort(),
    ).toEqual([...copied].sort())
    const read = [...sources.values()].flatMap((text) => [...text.matchAll(/`(deploy\/[\w/-]+)\/\$\{/g)]) // what a process opens
    expect(read.length).toBeGreaterThan(0)
    for (const [, folder] of read) expect([...copied]).toContain(folder)
    expect(ignored).toContain('*')
    expect(dockerfile).not.toMatch(/^(?:ARG|ENV|ADD) /m)
  })

  test('runs as a user that is no name, and is the issuer by itself, healthy when that answers', () => {
    expect(instruction('USER')).toMatch(/^[1-9]\d*$/)
    const [file = ''] = JSON.parse(instruction('CMD') ?? '[]')
    expect(`${JSON.parse(instruction('ENTRYPOINT') ?? '[]').join(' ')} ${file}`).toBe(scripts['jwt-factory'])
    const { port, command } = PROCESSES['jwt-factory']
    expect([file]).toEqual(command)
    expect(instruction('HEALTHCHECK')).toMatch(/ CMD \[/)
    expect(JSON.parse(instruction('HEALTHCHECK')?.split(' CMD ')[1] ?? '')).toEqual(healthAt(port))
  })
})
