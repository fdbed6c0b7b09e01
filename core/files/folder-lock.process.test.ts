import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../clock.ts'
import { LOCK_FILE, withFolderLock } from './folder-lock.ts'

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'folder-lock-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

test('another process is waited for, and its lock goes with it when it is killed', async () => {
  const folder = await temporaryFolder()
  const holder = spawn(process.execPath, [
    '-e',
    `const { DatabaseSync } = require('node:sqlite')
     new DatabaseSync(process.argv[1]).exec('BEGIN EXCLUSIVE')
     console.log('held')
     setInterval(() => {}, 1e6)`,
    join(folder, LOCK_FILE),
  ])
  await once(holder.stdout, 'data')
  const events: string[] = []
  const ours = withFolderLock(folder, async () => events.push('ours'), systemClock)
  await withFolderLock(await temporaryFolder(), async () => events.push('another folder'), systemClock)
  events.push('killed')
  holder.kill('SIGKILL')
  await ours
  expect(events).toEqual(['another folder', 'killed', 'ours'])
})
