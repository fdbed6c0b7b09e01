import { chmod, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { certifiedFolder } from './support/folders.ts'
import { leaveBehind } from './support/leftovers.ts'
import { onUnix } from './support/needs.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

/** Each with a file that is written there. */
const WRITTEN = [
  ['tls', 'ca.pem'],
  ['jwt-factory', 'clients.json'],
  ['serviceb', 'jwks.json'],
  ['neighbours', 'sidecars.yaml'],
  ['neighbours/signer', 'servicea.jwk'],
  ['neighbours/signer/.servicea.held', '.lock-holder'],
] as const

const LOOSE = 'neighbours/signer/earlier.jwk'

let keysFolder: string
let sandbox: TestSandbox
beforeAll(async () => {
  keysFolder = await certifiedFolder()
  for (const [folder, file] of WRITTEN) {
    await leaveBehind(join(keysFolder, folder), file, systemClock)
    await chmod(join(keysFolder, folder), 0o700)
  }
  await writeFile(join(keysFolder, LOOSE), '')
  await chmod(join(keysFolder, LOOSE), 0o644)
  sandbox = await openTestSandbox({ keysFolder })
})
afterAll(async () => {
  await sandbox.close()
  await rm(keysFolder, { recursive: true })
})

test('what a write left that was cut short is gone from every folder of every process, those of sidecars among them', async () => {
  const names = await readdir(keysFolder, { recursive: true })
  expect(names).toEqual(expect.arrayContaining(WRITTEN.map(([folder]) => folder)))
  expect(names.filter((name) => name.endsWith('.tmp'))).toEqual([])
})

onUnix.test('a key of the signer that others may read is warned about, and no file of ours', () => {
  const warnings = sandbox.logs.filter((line) => line.includes('key-file-open'))
  expect(warnings.map((line) => JSON.parse(line).file).filter((file) => file.startsWith('neighbours/'))).toEqual([
    LOOSE,
  ])
})

test('the trace of scenario 11 has each hop, and the factory as the registry that the verifier asks first', async () => {
  const { body } = await sandbox.plain('servicea', '/scenario11?trace=1')
  const hops = body.trace.flatMap(({ who, to }: { who: string; to?: string }) => (to ? [`${who} → ${to}`] : []))
  expect(hops).toEqual(['servicea → signer', 'signer → verifier', 'verifier → jwt-factory', 'verifier → serviceb'])
  expect(JSON.stringify(body.received)).not.toMatch(/ey[\w-]+\.[\w-]+/)
})

test('a registry that is away is told as such: whom the verifier asked, and that it got no key', async () => {
  const { status, body } = await sandbox.plain('servicea', '/scenario11?registry-down=1&trace=1')
  expect(status).toBe(503)
  const steps: { who: string; verb: string; to?: string; reason?: string }[] = body.trace
  const said = steps.filter(({ who }) => who === 'verifier').map(({ verb }) => verb)
  expect(said).toEqual(['asks', 'fails', 'checks', 'fails', 'answers'])
  expect(steps.find(({ verb }) => verb === 'asks')?.to).toBe('jwt-factory')
  expect(steps.find(({ verb }) => verb === 'fails')?.reason).toMatch(/^jwt-factory /) // by which the console marks who did not answer
})

test('what a sidecar itself answers in JSON ends with a newline', async () => {
  const { signer, verifier } = (await sandbox.plain('neighbours', '/')).body.parties
  for (const at of [signer, verifier]) {
    for (const path of ['/nowhere', '/healthz']) {
      const answer = await fetch(`http://${at}${path}`)
      const text = await answer.text()
      expect(answer.headers.get('content-type'), text).toMatch(/json$/)
      expect(text.endsWith('}\n'), text).toBe(true)
    }
  }
})

test('who looks at the steps of a sidecar is not captured: no more than who looks at those of a process', async () => {
  for (const party of ['signer', 'verifier'])
    expect((await sandbox.plain('neighbours', `/${party}/traces/${'a'.repeat(32)}`)).status).toBe(200)
  const { requests } = (await sandbox.plain('neighbours', '/control/requests')).body
  expect(requests.filter(({ path }: { path: string }) => path.includes('/traces/'))).toEqual([])
})

test('the trace of scenario 11 tells each answer when it is given, the last one last', async () => {
  const { body } = await sandbox.plain('servicea', '/scenario11?trace=1')
  const steps: { who: string; verb: string; ms: number }[] = body.trace
  const answers = steps.filter(({ verb }) => verb === 'answers')
  expect(answers.map(({ who }) => who)).toEqual(['serviceb', 'verifier', 'signer', 'servicea'])
  for (const [at, { ms }] of answers.slice(1).entries())
    expect(ms).toBeGreaterThanOrEqual((answers[at]?.ms ?? 0) - ROUNDED)
})

/** Each process rounds what it measured. Milliseconds. */
const ROUNDED = 0.5
