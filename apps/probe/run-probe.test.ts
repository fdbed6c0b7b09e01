import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { CATALOGUE } from '#attacks'
import { systemClock } from '#core/clock'
import { readArguments } from '#core/process/command-line'
import { PROBE_LINE } from './probe-line.ts'
import { runProbe } from './run-probe.ts'

/** Runs the command in an empty folder, with an empty folder of keys. */
async function probeInEmptyFolder(...args: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'probe-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const said: string[] = []
  const hear = (text: string) => void said.push(text)
  const terminal = { write: hear, tell: hear, progress() {}, isTerminal: false, columns: Infinity, colours: false }
  const env = { KEYS_FOLDER: folder, INIT_CWD: folder }
  const code = await runProbe({ ...readArguments(args, PROBE_LINE), env, clock: systemClock, terminal })
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  return { code, said: said.join(''), files: await readdir(folder), read }
}

test('a matrix of a sandbox that has never run cannot be made, and what to do is said', async () => {
  const { code, said, files } = await probeInEmptyFolder('--matrix', '--json', 'matrix.json')
  expect(said).toMatch(/The sandbox has not run yet: .*npm start/)
  expect({ code, files }).toEqual({ code: 2, files: [] })
})

test('a baseline that is none is told before anything is played', async () => {
  await expect(probeInEmptyFolder('--matrix', '--baseline', 'a.json')).rejects.toThrow(/there is no such file/)
})

test('a factory elsewhere is told nothing without the word of its owner', async () => {
  const { code, said } = await probeInEmptyFolder('http://localhost:1/', '--audience', 'a', '--factory', 'http://192.0.2.7:5555') // prettier-ignore
  expect(code).toBe(2)
  expect(said).toMatch(/--factory: 192\.0\.2\.7:5555 is not this machine.*--i-own-this-target/)
})

test('the cases are listed, one in a line, and nothing is asked', async () => {
  const { code, said } = await probeInEmptyFolder('--list')
  const lines = said.trim().split('\n')
  expect({ code, lines: lines.length }).toEqual({ code: 0, lines: CATALOGUE.length + 1 })
  expect(lines[0]).toMatch(/^sig-empty +signature +MUST +The third segment is empty/)
  expect(said).toMatch(/^ {2}dos-dots .*\(--with-cost\)$/m)
})

test('--only and --skip choose what is listed, and --json writes it', async () => {
  const { said, files, read } = await probeInEmptyFolder('--list', '--only', 'time', '--skip', 'exp-past', '--json', 'cases.json') // prettier-ignore
  const ids = CATALOGUE.filter(({ family, id }) => family === 'time' && id !== 'exp-past').map(({ id }) => id)
  expect(files).toEqual(['cases.json'])
  const { cases } = JSON.parse(read('cases.json'))
  expect(cases.map(({ id }: { id: string }) => id)).toEqual(ids)
  expect(cases[0]).toMatchObject({ family: 'time', class: 'MUST', expects: ['401 token'] })
  expect(said.split('\n').filter((line) => / time +(?:MUST|SHOULD|POLICY) /.test(line))).toHaveLength(ids.length)
})

const PAGE = readFileSync(new URL('../../docs/probe.md', import.meta.url), 'utf8')
const LISTS_OF_PAGE = [...PAGE.matchAll(/^npm run probe -- (--list.*)$/gm)].map(([, line = '']) => line)

test('the lists on the page of the probe are right', async () => {
  expect(LISTS_OF_PAGE.length).toBeGreaterThan(0)
  for (const line of LISTS_OF_PAGE) {
    const { code, said } = await probeInEmptyFolder(...line.split(' '))
    expect(code, line).toBe(0)
    expect(said.split('\n').length, line).toBeGreaterThan(20)
  }
})

test('a list is no other report, and knows which names there are', async () => {
  await expect(probeInEmptyFolder('--list', '--sarif', 'a.sarif')).rejects.toThrow(/with --json, and not with --sarif/)
  await expect(probeInEmptyFolder('--list', '--only', 'exp-pst')).rejects.toThrow(/Did you mean exp-past/)
})
