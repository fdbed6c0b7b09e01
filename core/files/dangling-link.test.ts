import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { onUnix } from '../../tests/support/needs.ts'
import { explainStartFailure } from '../process/start-failure.ts'
import { danglingLink } from './dangling-link.ts'
import { openKeysFolder } from './keys-folder.ts'
import { makePrivateFolder } from './private-file.ts'

async function folderWithLink(): Promise<{ folder: string; link: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'linked-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const link = join(folder, 'tls')
  await symlink(join(folder, 'gone'), link)
  return { folder, link }
}

const why = (task: Promise<unknown>) => task.then(String, (error: unknown) => explainStartFailure('servicea', error))

onUnix.test(
  'a folder that is a link to nowhere, or below one, is told with the path of the link and a remedy',
  async () => {
    const { link } = await folderWithLink()
    for (const path of [link, join(link, 'further', 'one')])
      expect(await why(makePrivateFolder(path))).toBe(
        `servicea cannot start: ${link} is a link that leads nowhere. Remove it, or make the folder to which it leads.`,
      )
  },
)

onUnix.test('so is the folder for keys, and that of a process in it', async () => {
  const { folder, link } = await folderWithLink()
  for (const keysFolder of [link, folder])
    expect(await why(openKeysFolder(keysFolder, 'tls'))).toMatch(
      `KEYS_FOLDER is "${keysFolder}", which cannot be used: ${link} is a link that leads nowhere.`,
    )
})

onUnix.test('a link to a folder, what is missing, and a link in a circle are none', async () => {
  const { folder, link } = await folderWithLink()
  await mkdir(join(folder, 'gone'))
  const circle = join(folder, 'circle')
  await symlink(circle, circle)
  for (const path of [link, join(link, 'a'), join(folder, 'missing'), circle])
    expect(await danglingLink(path)).toBeUndefined()
})
