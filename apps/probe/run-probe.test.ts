import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
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
  return { code, said: said.join(''), files: await readdir(folder) }
}

test('a matrix of a sandbox that has never run cannot be made, and what to do is said', async () => {
  const { code, said, files } = await probeInEmptyFolder('--matrix', '--json', 'matrix.json')
  expect(said).toMatch(/The sandbox has not run yet: .*npm start/)
  expect({ code, files }).toEqual({ code: 2, files: [] })
})

test('a matrix alone is written as JSON and nothing else', async () => {
  await expect(probeInEmptyFolder('--matrix', '--junit', 'a.xml')).rejects.toThrow(/with --json, and not with --junit/)
})
