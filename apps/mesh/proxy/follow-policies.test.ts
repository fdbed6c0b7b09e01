import { chmod, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { manualClock, type Clock } from '#core/clock'
import type { MeshPolicies } from '#core/policy/mesh/model'
import { temporaryFolder } from '../../../tests/support/folders.ts'
import { needs } from '../../../tests/support/needs.ts'
import { LOOK_AT_FILES } from './follow-files.ts'
import { followPolicies } from './follow-policies.ts'

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
    hands.advance({ milliseconds: LOOK_AT_FILES })
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

const whys = () => logged.map(({ event, why }) => `${event}: ${why}`)

/** Makes it beside the file, and puts it there in one step. */
async function inItsPlace(make: (beside: string) => unknown) {
  await rm(path)
  await make(`${path}.new`)
  await rename(`${path}.new`, path)
  await lookTwice()
}

const asAnybody = needs(process.getuid?.() === 0 && 'root may read every file')

describe('what is put in the place of a policy file while a sidecar runs:', () => {
  test('a folder, or a device that never ends: it is told, and nothing waits for it', async () => {
    await inItsPlace((beside) => mkdir(beside))
    await rm(path, { recursive: true })
    await writeFile(path, '')
    if (process.platform !== 'win32') await inItsPlace((beside) => symlink('/dev/zero', beside))
    expect(used).toEqual([])
    const device = 'policies-refused: policies.yaml cannot be read: it is not a file but a pipe or a device.'
    expect(whys()).toEqual([
      'policies-refused: policies.yaml cannot be read: it is a folder.',
      ...(process.platform === 'win32' ? [] : [device]),
    ])
  })

  test('a link, as clusters mount their files: what it leads to counts, also when it leads elsewhere', async () => {
    const [one, other] = [`${path}.1`, `${path}.2`]
    await writeFile(one, policyCalled('one'))
    await writeFile(other, policyCalled('other'))
    await inItsPlace((beside) => symlink(one, beside))
    await inItsPlace((beside) => symlink(other, beside))
    await inItsPlace((beside) => symlink(`${path}.3`, beside))
    expect(used).toEqual(['one', 'other'])
    expect(whys().at(-1)).toBe('policies-refused: policies.yaml cannot be read: it is not there.')
  })

  asAnybody.test('a file that nobody may read', async () => {
    await inItsPlace(async (beside) => {
      await writeFile(beside, policyCalled('secret'))
      await chmod(beside, 0)
    })
    expect(used).toEqual([])
    expect(whys()).toEqual(['policies-refused: policies.yaml cannot be read: permission denied.'])
  })

  const bomb = [
    'a: &a [x, x]',
    ...Array.from(
      { length: 40 },
      (_, at) => `${'b'.repeat(at + 1)}: &n${at} [${at === 0 ? '*a, *a' : `*n${at - 1}, *n${at - 1}`}]`,
    ),
  ]
  test.each([
    ['aliases of aliases of aliases', bomb.join('\n')],
    ['lists in lists in lists', '['.repeat(100_000)],
    [
      'maps in maps in maps',
      `${policyCalled('first')}---\n${Array.from({ length: 2000 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')}`,
    ],
    ['a megabyte and more', `# ${'x'.repeat(1_100_000)}\n${policyCalled('large')}`],
    ['no UTF-8', Buffer.from([0x61, 0x3a, 0x20, 0xff, 0xfe])],
    ['NUL', 'a: \0\n'],
    ['a program', '#!/bin/sh\nexec rm -rf "$HOME"\n'],
    ['tags that build objects', 'a: !!js/function "function () {}"\n'],
  ])('%s', async (_what, text) => {
    await writeFile(path, text)
    const begun = process.cpuUsage()
    await lookTwice()
    expect(used).toEqual([])
    expect(whys()).toEqual([expect.stringMatching(/^policies-refused: policies\.yaml.+/)])
    expect(process.cpuUsage(begun).user).toBeLessThan(5_000_000) // microseconds: a bomb would take for ever
  })
})
