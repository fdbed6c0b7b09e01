import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../clock.ts'
import { FolderHeld, holdFolder } from './held-folder.ts'

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'held-folder-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

/** Another process that holds a folder until it is killed. */
async function holdElsewhere(folder: string, isShared: boolean) {
  const code = `
    import { systemClock } from ${JSON.stringify(new URL('../clock.ts', import.meta.url).href)}
    import { holdFolder } from ${JSON.stringify(new URL('held-folder.ts', import.meta.url).href)}
    await holdFolder(process.argv[1], { holder: 'the other', isShared: ${isShared} }, systemClock)
    console.log('held')
    setInterval(() => {}, 1e6)`
  const holder = spawn(process.execPath, ['--input-type=module', '-e', code, folder])
  onTestFinished(() => void holder.kill('SIGKILL'))
  await once(holder.stdout, 'data')
  return holder
}

const PATIENCE = { patience: 0 }

test.each([
  { theirs: false, ours: false },
  { theirs: false, ours: true },
  { theirs: true, ours: false },
])('one holder keeps others out, and says who it is; a kill sets the folder free: %o', async ({ theirs, ours }) => {
  const folder = await temporaryFolder()
  const holder = await holdElsewhere(folder, theirs)
  const refused = holdFolder(folder, { holder: 'we', isShared: ours, ...PATIENCE }, systemClock)
  await expect(refused).rejects.toThrow(FolderHeld)
  await expect(refused).rejects.toThrow(`the other is using the keys in ${folder}`)
  const waits = holdFolder(folder, { holder: 'we', isShared: ours, patience: 60_000 }, systemClock)
  holder.kill('SIGKILL')
  ;(await waits).release()
})

test('those that share hold it together', async () => {
  const folder = await temporaryFolder()
  await holdElsewhere(folder, true)
  const held = await holdFolder(folder, { holder: 'we', isShared: true, ...PATIENCE }, systemClock)
  expect(held.isAlone).toBe(false)
  held.release()
  held.release() // a second time is no fault
})

test.each([true, false])('who is the only one to hold it knows that, shared: %s', async (isShared) => {
  const folder = await temporaryFolder()
  const held = await holdFolder(folder, { holder: 'we', isShared, ...PATIENCE }, systemClock)
  expect(held.isAlone).toBe(true)
  held.release()
})

test('within one process a second holder is refused too, until the first lets go', async () => {
  const folder = await temporaryFolder()
  const first = await holdFolder(folder, { holder: 'first' }, systemClock)
  await expect(holdFolder(folder, { holder: 'second', ...PATIENCE }, systemClock)).rejects.toMatchObject({
    holder: 'first',
  })
  first.release()
  const second = await holdFolder(folder, { holder: 'second', ...PATIENCE }, systemClock)
  second.release()
})
