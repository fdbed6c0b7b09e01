import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askPlain, openUpstream, type TestUpstream } from '../apps/sidecar/sidecars.fixture.ts'
import { freePorts } from './support/ports.ts'
import { nodeWords, start } from './support/processes.ts'
import { readProjectFile } from './support/project-files.ts'
import { blocksOf } from './support/readme.ts'
import { until } from './support/until.ts'

// What docs/mesh.md shows, with ports of ours: two sidecars that find each other by mutual TLS.

let folder: string
let upstream: TestUpstream
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mesh-command-'))
  upstream = await openUpstream()
})
afterAll(async () => {
  await upstream.close()
  await rm(folder, { recursive: true })
})

const run = (...words: string[]) => start(process.execPath, nodeWords('apps/mesh/main.ts', ...words), {})

const says = (running: ReturnType<typeof run>, event: string) =>
  until(event, () => running.code() !== undefined || running.output().includes(event))

const ask = (port: number, path: string) =>
  askPlain({ host: '127.0.0.1', port, path, headers: { host: 'backend-api' }, agent: false })

test('the files of the document do what it says, and a policy that changes is in force without a restart', async () => {
  const blocks = blocksOf(await readProjectFile('docs/mesh.md')).filter(({ language }) => language === 'yaml')
  const [policies = '', backend = '', webui = ''] = blocks.map(({ lines }) => `${lines.join('\n')}\n`)
  const [inPort = 0, otherPort = 0, outPort = 0] = await freePorts(3)
  const asHere = (text: string) =>
    text
      .replaceAll('15006', String(inPort))
      .replaceAll('15016', String(otherPort))
      .replaceAll('15001', String(outPort))
      .replaceAll('http://localhost:3000', upstream.address)
  const write = async (name: string, text: string) => {
    await writeFile(join(folder, name), asHere(text))
    return join(folder, name)
  }
  const policyFile = await write('policies.yaml', policies)
  const [backendFile, webuiFile] = [await write('mesh.yaml', backend), await write('webui.yaml', webui)]

  const checked = run('proxy', '--config', backendFile, '--check')
  expect(await checked.ended(), checked.output()).toBe(0)

  const running = [run('proxy', '--config', backendFile), run('proxy', '--config', webuiFile)] as const
  await says(running[0], 'inbound-listens')
  await says(running[1], 'outbound-listens')
  const refused = await ask(inPort, '/data')
  expect(refused).toMatchObject({ status: 403, body: 'RBAC: access denied' })
  await says(running[0], '403 - rbac_access_denied_matched_policy[none]')
  expect(await ask(outPort, '/data')).toMatchObject({ status: 200, body: 'the upstream' })
  expect(upstream.seen[0]?.headers['x-forwarded-client-cert']).toContain(
    'URI=spiffe://cluster.local/ns/default/sa/webui',
  )

  await writeFile(policyFile, policies.replace('principals:', 'principal:'))
  await says(running[0], 'policies-refused')
  expect(running[0].output()).toMatch(/policies\.yaml:\d+:\d+ .*principals/)
  expect((await ask(outPort, '/data')).status).toBe(200)
  await writeFile(policyFile, policies.replace('sa/webui', 'sa/other'))
  await says(running[0], 'policies-changed')
  expect((await ask(outPort, '/data')).status).toBe(403)

  const second = run('proxy', '--config', backendFile)
  expect(await second.ended()).toBe(1)
  expect(second.output()).toMatch(/port \d+ is taken/)
  expect((await ask(outPort, '/data')).status).toBe(403) // the first one goes on

  running[0].kill('SIGKILL')
  await running[0].ended()
  expect((await ask(outPort, '/data')).status).toBe(502)
  await writeFile(policyFile, policies)
  const again = run('proxy', '--config', backendFile)
  await says(again, 'inbound-listens')
  expect((await ask(outPort, '/data')).status).toBe(200)

  for (const each of [again, running[1]]) each.kill('SIGTERM')
  for (const each of [again, running[1]]) expect(await each.ended(), each.output()).toBe(0)
})

test('what is wrong with a file is told with its line and the nearest name, and a command that there is not, too', async () => {
  const file = join(folder, 'wrong.yaml')
  await writeFile(file, 'workload: {name: a}\nlisten: :1\nupstrem: http://localhost:1\npolicies: [none.yaml]\n')
  const [wrong, unknown] = [run('proxy', '--config', file, '--check'), run('proxi')]
  expect(await wrong.ended()).toBe(1)
  expect(wrong.output()).toMatch(/wrong\.yaml:3 {2}"upstrem" is unknown here: perhaps upstream was\s+meant/)
  expect(wrong.output()).toMatch(/certificates is missing/)
  expect(await unknown.ended()).toBe(2)
  expect(unknown.output()).toContain('There is no "proxi": perhaps proxy was meant.')
})
