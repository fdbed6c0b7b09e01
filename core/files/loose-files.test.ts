import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { onUnix } from '../../tests/support/needs.ts'
import { findLooseFiles, warnOfLooseFiles } from './loose-files.ts'

async function folderWith(modes: Record<string, number>): Promise<string> {
  const keysFolder = await mkdtemp(join(tmpdir(), 'loose-files-'))
  onTestFinished(() => rm(keysFolder, { recursive: true }))
  await mkdir(join(keysFolder, 'servicea'))
  for (const [name, mode] of Object.entries(modes)) {
    await writeFile(join(keysFolder, 'servicea', name), '')
    await chmod(join(keysFolder, 'servicea', name), mode)
  }
  return keysFolder
}

onUnix.test('a private file is told of when others can read or write it', async () => {
  for (const name of ['servicea.kid.json', 'client-secret', 'clients.json', 'store.sqlite', 'servicea.key.pem']) {
    for (const mode of [0o777, 0o644, 0o640, 0o602, 0o604]) {
      expect(await findLooseFiles(join(await folderWith({ [name]: mode }), 'servicea')), mode.toString(8)).toEqual([
        name,
      ])
    }
    expect(await findLooseFiles(join(await folderWith({ [name]: 0o600 }), 'servicea'))).toEqual([])
  }
})

onUnix.test('what is public may be read by everybody', async () => {
  const modes = { 'jwks.json': 0o644, 'servicea.pem': 0o644, 'ca.pem': 0o644, '.lock': 0o644, '.lock-journal': 0o644 }
  expect(await findLooseFiles(join(await folderWith(modes), 'servicea'))).toEqual([])
})

onUnix.test('the warning names the file below the folder for keys, and never where that lies', async () => {
  const keysFolder = await folderWith({ 'client-secret': 0o644 })
  const told: [object, string][] = []
  await warnOfLooseFiles(keysFolder, 'servicea', { warn: (fields, event) => told.push([fields, event]) })
  expect(told).toEqual([[{ file: 'servicea/client-secret', advice: expect.any(String) }, 'key-file-open']])
  expect(JSON.stringify(told)).not.toContain(keysFolder)
})
