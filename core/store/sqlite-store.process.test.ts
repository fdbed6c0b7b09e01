import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, expect, test } from 'vitest'
import { until } from '../../tests/support/until.ts'
import { systemClock } from '../clock.ts'
import { openSqliteStore, STORE_FILE } from './sqlite-store.ts'

const folders: string[] = []
async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-store-'))
  folders.push(folder)
  return folder
}
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))))

type Child = ChildProcessByStdio<Writable, Readable, null>

/** Another process with this store. It waits for its standard input to close, so that several start together. */
function startProcess(folder: string, script: string): Child {
  const here = import.meta.url
  const code = `
    import { writeSync } from 'node:fs'
    import { text } from 'node:stream/consumers'
    import { systemClock } from ${JSON.stringify(new URL('../clock.ts', here))}
    import { openSqliteStore } from ${JSON.stringify(new URL('sqlite-store.ts', here))}
    writeSync(1, 'up\\n')
    await text(process.stdin)
    const store = await openSqliteStore(${JSON.stringify(folder)}, systemClock)
    ${script}`
  return spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['pipe', 'pipe', 'inherit'] })
}

const linesOf = async ({ stdout }: Child) => (await text(stdout)).trim().split('\n').slice(1)

/** What it has said so far. */
function watch({ stdout }: Child): () => string {
  let said = ''
  stdout.on('data', (chunk: Buffer) => (said += String(chunk)))
  return () => said
}

test('what was acknowledged survives kill -9, and the file opens at once', async () => {
  const folder = await newFolder()
  const child = startProcess(
    folder,
    `for (let at = 0; ; at++) {
      await store.add('spent', 'id-' + at, 'v')
      writeSync(1, 'id-' + at + '\\n')
    }`,
  )
  const said = linesOf(child)
  let bytes = 0
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > 5000) child.kill('SIGKILL') // in the middle of its work
  })
  child.stdin.end()
  const [, signal] = await once(child, 'exit')
  expect(signal).toBe('SIGKILL')

  const acknowledged = (await said).filter((line) => line.startsWith('id-'))
  const store = await openSqliteStore(folder, systemClock)
  const stored = new Set((await store.list('spent')).map(([key]) => key))
  await store.close()
  expect(acknowledged.length).toBeGreaterThan(500)
  expect(acknowledged.filter((id) => !stored.has(id))).toEqual([])
})

test('of four processes that open a new file together and add the same ids, one wins each', async () => {
  const folder = await newFolder()
  const ids = 500
  const children = Array.from({ length: 4 }, () =>
    startProcess(
      folder,
      `for (let at = 0; at < ${ids}; at++) if (await store.add('spent', 'id-' + at, 'v')) writeSync(1, 'id-' + at + '\\n')
      await store.close()`,
    ),
  )
  const said = children.map(linesOf)
  await Promise.all(children.map(({ stdout }) => once(stdout, 'data')))
  for (const { stdin } of children) stdin.end()
  const wins = (await Promise.all(said)).flat().filter(Boolean)
  expect(wins).toHaveLength(ids)
  expect(new Set(wins).size).toBe(ids)
})

test('a file that another process locks again and again makes a write wait, not fail', async () => {
  const folder = await newFolder()
  const store = await openSqliteStore(folder, systemClock)
  const child = startProcess(
    folder,
    `const { DatabaseSync } = await import('node:sqlite')
    const file = new DatabaseSync(${JSON.stringify(join(folder, STORE_FILE))}, { timeout: 2000 })
    const hold = () => {
      file.exec('begin immediate')
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
      file.exec('commit')
      writeSync(1, 'held\\n')
      setTimeout(hold, 5)
    }
    hold()`,
  )
  const seen = watch(child)
  child.stdin.end()
  await until('it holds the file', () => seen().includes('held'))
  for (let at = 0; at < 2000; at++) expect(await store.add('busy', `id-${at}`, 'v')).toBe(true)
  child.kill('SIGKILL')
  await store.close()
})
