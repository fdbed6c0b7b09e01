import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { needs, onUnix } from '../../tests/support/needs.ts'
import { openKeysFolder } from './keys-folder.ts'

async function workFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'keys-folder-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

onUnix.test(
  'it is made with all that leads there, for nobody else to look into, and may be there already',
  async () => {
    const keysFolder = join(await workFolder(), 'a', 'b')
    await Promise.all(['servicea', 'servicea', 'serviceb'].map((name) => openKeysFolder(keysFolder, name)))
    await openKeysFolder(keysFolder, 'servicea')
    for (const path of [keysFolder, join(keysFolder, 'servicea')]) {
      expect(((await stat(path)).mode & 0o777).toString(8)).toBe('700')
    }
  },
)

onUnix.test('why it cannot be is one line, with the setting', async () => {
  const folder = await workFolder()
  const file = join(folder, 'file')
  const [loop, filled] = [join(folder, 'loop'), join(folder, 'filled')]
  await writeFile(file, '')
  await symlink(loop, loop)
  await mkdir(filled)
  await writeFile(join(filled, 'servicea'), '')
  for (const [keysFolder, why] of [
    [file, `${file} is a file`],
    [join(file, 'keys'), `${file} is a file`],
    [filled, `${join(filled, 'servicea')} is a file`],
    [loop, 'circle'],
    [join(folder, 'x'.repeat(300)), 'too long'],
  ] as const) {
    const { message } = (await openKeysFolder(keysFolder, 'servicea').catch((error: Error) => error)) ?? {}
    expect(message).toMatch(
      /^KEYS_FOLDER is ".+", which cannot be used: [^\n]+\. Choose another one, or put it right\.$/,
    )
    expect(message).toContain(why)
  }
})

needs(process.platform !== 'linux' && 'only Linux has /proc').test(
  'where nothing can be made it ends, and says so',
  async () => {
    for (const keysFolder of ['/proc/no-keys', '/proc', '/proc/no-keys/below']) {
      await expect(openKeysFolder(keysFolder, 'servicea')).rejects.toThrow(/KEYS_FOLDER .* at \/proc|permission/)
    }
  },
)

needs(process.getuid?.() === 0 && 'root may do everything').test('what is forbidden is told as that', async () => {
  const folder = await workFolder()
  await chmod(folder, 0o500)
  await expect(openKeysFolder(join(folder, 'keys'), 'servicea')).rejects.toThrow(/permission denied for/)
  await chmod(folder, 0o700)
})
