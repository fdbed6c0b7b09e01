import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { manualClock, systemClock } from '#core/clock'
import { tokenFromCommand } from './run-token-command.ts'
import type { TokenCommand } from './token-command.ts'
import { until } from '../../../tests/support/until.ts'

let folder = ''
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'token-command-'))))
afterAll(() => rm(folder, { recursive: true }))

const run = (words: readonly string[], more: Partial<TokenCommand> = {}) =>
  tokenFromCommand({ words, shell: false, timeout: 60_000, ...more }, folder, systemClock).take()

test('a program says a token, and has no shell around it', async () => {
  expect(await run(['printf', ' a.b.c\n'])).toBe('a.b.c')
  await expect(run(['printf', 'a.$HOME'])).rejects.toThrow('no token')
})

test('a shell runs it where somebody says so', async () => {
  expect(await run(['printf a.$((1+1)) | cat'], { shell: true })).toBe('a.2')
})

test('relative paths begin where it is called', async () => {
  await writeFile(join(folder, 'get'), '#!/bin/sh\nprintf x.y\n')
  await chmod(join(folder, 'get'), 0o700)
  expect(await run(['./get'])).toBe('x.y')
})

test.each([
  ['fails', ['sh', '-c', 'echo secret.one; echo secret.two >&2; exit 3'], /^the token command ended with 3$/],
  ['is killed', ['sh', '-c', 'kill -9 $$'], /^the token command was ended by SIGKILL$/],
  ['says nothing', ['true'], /^the token command says nothing$/],
  [
    'says several things',
    ['echo', 'secret.one secret.two'],
    /^the token command says something that is no token: it is to say the token alone$/,
  ],
  ['says no end of it', ['yes', 'secret'], /^the token command says more than 12000 bytes$/],
  ['is not there', ['/no/such/program'], /^the token command cannot be run: there is no such program$/],
  ['may not be run', ['./locked'], /^the token command cannot be run: permission denied$/],
])('a program that %s is a fault, and nothing that it says is in that', async (_what, words, message) => {
  await writeFile(join(folder, 'locked'), 'x')
  await expect(run(words)).rejects.toThrow(expect.objectContaining({ message: expect.stringMatching(message) }))
})

test('a program that hangs is ended, with all that it has started', async () => {
  const clock = manualClock(0)
  const words = ['sleep 1000 & echo $! $$ > pids; wait']
  const token = tokenFromCommand({ words, shell: true, timeout: 1500 }, folder, clock).take()
  token.catch(() => {}) // it is looked at below
  const pids = async () => (await readFile(join(folder, 'pids'), 'utf8').catch(() => '')).split(/\s+/).filter(Boolean)
  await until('both have begun', async () => (await pids()).length >= 2)
  clock.advance({ milliseconds: 1500 })
  await expect(token).rejects.toThrow('did not end within 1500 ms')
  for (const pid of await pids()) await until(`${pid} has ended`, () => !isRunning(Number(pid)))
})

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
