import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openRoomFolder } from './room-folder.ts'

/** No process has it: the largest that Linux gives is 4194304 (proc(5)). */
const NOBODY = 99_999_999

async function parentFolder(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'jwt-sandbox-'))
  onTestFinished(() => rm(parent, { recursive: true }))
  return parent
}

test('what rooms have left that were killed is taken away, and nothing else', async () => {
  const parent = await parentFolder()
  const left = join(parent, `jwt-workshop-${NOBODY}-abcDEF`)
  const others = [`jwt-workshop-${process.pid}-abcDEF`, 'jwt-workshop', `jwt-workshop-${NOBODY}-abcDEF.old`, 'keys']
  for (const folder of [left, ...others.map((name) => join(parent, name))]) {
    await mkdir(folder)
    await writeFile(join(folder, 'key.pem'), 'a key')
  }
  const { path, close } = await openRoomFolder(parent)
  expect(path).toContain(`jwt-workshop-${process.pid}-`)
  expect((await readdir(parent)).sort()).toEqual([...others, path.slice(parent.length + 1)].sort())
  await close()
  expect((await readdir(parent)).sort()).toEqual(others.sort())
})

test('a link of such a name is followed nowhere', async () => {
  const parent = await parentFolder()
  await mkdir(join(parent, 'precious'))
  await writeFile(join(parent, 'precious', 'file'), 'kept')
  await symlink(join(parent, 'precious'), join(parent, `jwt-workshop-${NOBODY}-abcDEF`))
  await (await openRoomFolder(parent)).close()
  expect(await readdir(join(parent, 'precious'))).toEqual(['file'])
})
