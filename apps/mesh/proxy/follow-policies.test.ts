import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { manualClock, type Clock } from '#core/clock'
import type { MeshPolicies } from '#core/policy/mesh/model'
import { temporaryFolder } from '../../../tests/support/folders.ts'
import { followPolicies, LOOK_AT_POLICIES } from './follow-policies.ts'

const policyCalled = (name: string) => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: ${name}, namespace: default}
spec: {}
`

let path = ''
let used: string[] = []
let logged: { event: string; why?: string }[] = []
let look: () => Promise<void>

beforeEach(async () => {
  const folder = await temporaryFolder()
  onTestFinished(() => rm(folder, { recursive: true }))
  path = join(folder, 'policies.yaml')
  await writeFile(path, policyCalled('first'))
  used = []
  logged = []
  const hands = manualClock(0)
  const underWay: unknown[] = []
  const clock: Clock = { ...hands, every: (ms, task) => hands.every(ms, () => void underWay.push(task())) }
  const log = (fields: object, event: string) => void logged.push({ event, ...fields })
  const use = async ({ authorization }: MeshPolicies) => void used.push(authorization.map(({ name }) => name).join())
  const files = [{ given: 'policies.yaml', path }]
  onTestFinished(await followPolicies({ files, use, clock, log: { info: log, warn: log, error: log } }))
  look = async () => {
    hands.advance({ milliseconds: LOOK_AT_POLICIES })
    await Promise.all(underWay.splice(0))
  }
})

const lookTwice = async () => {
  await look()
  await look()
}

test('a change is taken up when it has been still for a moment, and no change is none', async () => {
  await lookTwice()
  await writeFile(path, policyCalled('another'))
  await look()
  expect(used).toEqual([])
  await lookTwice()
  expect(used).toEqual(['another'])
  await lookTwice()
  expect(used).toEqual(['another'])
  expect(logged).toMatchObject([{ event: 'policies-changed' }])
})

test('a broken change is told once, with file, line and why, and the next good one is taken up', async () => {
  await writeFile(path, `${policyCalled('first')}sepc: {}\n`)
  for (let times = 0; times < 5; times++) await look()
  expect(used).toEqual([])
  expect(logged).toMatchObject([
    { event: 'policies-refused', why: expect.stringMatching(/^policies\.yaml:6:1 .*did you mean "?spec/i) },
  ])
  await writeFile(path, policyCalled('mended'))
  await lookTwice()
  expect(used).toEqual(['mended'])
})

test('a file that is emptied or taken away is a broken change: without policies everything would be allowed', async () => {
  await writeFile(path, '\n')
  await lookTwice()
  await rm(path)
  await lookTwice()
  expect(used).toEqual([])
  expect(logged.map(({ why }) => why)).toEqual([
    'policies.yaml is empty: write a comment into it if nothing is to be enforced.',
    'policies.yaml cannot be read: it is not there.',
  ])
})
