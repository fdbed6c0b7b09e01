import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { onUnix } from '../../tests/support/needs.ts'
import { manualClock } from '#core/clock'
import { createMemoryStore } from '#core/store/memory-store'
import { openPeopleKeys } from './keys/open-people-keys.ts'
import { openLogFile } from './log-file.ts'
import { readPeopleFiles, shownConfig, warnOfOpenPeopleFiles } from './people-files.ts'

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'people-files-'))))
afterAll(() => rm(folder, { recursive: true }))

test('a configuration is shown without its passwords, and one that is not there is named', async () => {
  await writeFile(join(folder, 'config.yaml'), 'database: {type: postgres, postgres: {password: hunter2}}\n')
  const { config, given } = await readPeopleFiles({}, { INIT_CWD: folder })
  expect(given).toBe('config.yaml')
  expect(shownConfig(config)).toContain('postgres://stoke_user:***@127.0.0.1:5432/stoke')
  expect(shownConfig(config)).not.toContain('hunter2')
  await expect(readPeopleFiles({ dbinit: 'no.yaml' }, { INIT_CWD: folder })).rejects.toThrow(
    'no.yaml cannot be read: it is not there. Name it with -dbinit FILE.',
  )
  const keys = { clock: manualClock(0), store: createMemoryStore(manualClock(0)), storeSecret: undefined }
  const kept = { ...config, tokens: { ...config.tokens, keepsKeys: true } }
  await expect(openPeopleKeys(kept, keys)).rejects.toThrow(/STORE_SECRET/)
})

test('a log goes into its file, too', async () => {
  const file = join(folder, 'people.log')
  const lines: string[] = []
  for (const text of ['one\n', 'two\n']) {
    const { write, close } = await openLogFile(file, (line) => void lines.push(line), expect.unreachable)
    write(text)
    await close()
  }
  expect([await readFile(file, 'utf8'), lines]).toEqual(['one\ntwo\n', ['one\n', 'two\n']])
  await expect(openLogFile(folder, () => {}, expect.unreachable)).rejects.toThrow('logging.log_file cannot be opened')
})

onUnix.test('nobody else reads the file of a log', async () => {
  const file = join(folder, 'private.log')
  await (await openLogFile(file, () => {}, expect.unreachable)).close()
  expect((await stat(file)).mode & 0o77).toBe(0)
})

onUnix.test('a database that others can read, or write, is told of', async () => {
  await writeFile(join(folder, 'open.yaml'), 'database: {sqlite: {file: people.db}}\n')
  const { config, written } = await readPeopleFiles({ config: 'open.yaml' }, { INIT_CWD: folder })
  const file = join(folder, 'people.db')
  const told: object[] = []
  const look = () => warnOfOpenPeopleFiles(config, written, { warn: (fields) => void told.push(fields) })
  await look() // it is not there yet
  await writeFile(file, '', { mode: 0o600 })
  await look()
  expect(told).toEqual([])
  await chmod(file, 0o644)
  await look()
  expect(told).toEqual([
    { file, advice: expect.stringContaining(`others on this machine can read it: chmod 600 ${file}`) },
  ])
})
