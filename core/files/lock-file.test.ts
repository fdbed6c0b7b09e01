import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../clock.ts'
import { explainStartFailure } from '../process/start-failure.ts'
import { withFolderLock } from './folder-lock.ts'
import { holdFolder } from './held-folder.ts'

async function folder() {
  const path = await mkdtemp(join(tmpdir(), 'lock-file-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

const WAYS = [
  ['.lock', (path: string) => withFolderLock(path, async () => 'done', systemClock)],
  ['.lock-held', (path: string) => holdFolder(path, { holder: 'a test' }, systemClock)],
] as const

const ODD: [string, (file: string) => Promise<unknown>][] = [
  ['a folder', (file) => mkdir(file)],
  ['a file of something else', (file) => writeFile(file, 'x'.repeat(5000))],
]

for (const [name, use] of WAYS) {
  test.each(ODD)(
    `where ${name} is %s, whoever starts is told which file it is, and others are not`,
    async (_what, make) => {
      const path = await folder()
      await make(join(path, name))
      const fault: unknown = await use(path).catch((error: unknown) => error)
      expect(fault).toMatchObject({ name: 'FileUnavailable' })
      expect(String(fault)).not.toContain(path)
      expect(explainStartFailure('servicea', fault)).toBe(
        `servicea cannot start: the lock ${join(path, name)} cannot be used: ${String((fault as Error).cause).replace('Error: ', '')}. Remove it, and it is made again.`,
      )
    },
  )
}
