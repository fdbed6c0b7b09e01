import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { explainFileFault, FileUnavailable } from './file-trouble.ts'
import { clientSecretFile, readClientSecret } from './service-folder.ts'

const refused = (code: string) => Object.assign(new Error('/home/somebody'), { code, syscall: 'write' })

test.each([
  ['ENOSPC', 'the disk is full'],
  ['EROFS', 'the disk is read-only'],
  ['EACCES', 'permission denied'],
  ['EIO', 'EIO'],
])('%s is explained, without a path: %s', async (code, why) => {
  const answer = explainFileFault('it cannot be written', () => Promise.reject(refused(code)))
  await expect(answer).rejects.toThrow(new FileUnavailable(`it cannot be written: ${why}`))
})

test('an error of our own stays what it is', async () => {
  const bug = new TypeError('x is not a function')
  await expect(explainFileFault('it cannot be written', () => Promise.reject(bug))).rejects.toBe(bug)
})

test('a client secret that is there and cannot be read is none that is missing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'file-trouble-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  expect(await readClientSecret(folder, 'servicea')).toBeUndefined()
  const file = clientSecretFile(folder, 'servicea')
  await mkdir(file, { recursive: true })
  const reading = readClientSecret(folder, 'servicea')
  await expect(reading).rejects.toThrow(
    new FileUnavailable('the client secret of servicea cannot be read: it is a folder'),
  )
  await rm(file, { recursive: true })
  await writeFile(join(dirname(file), 'client-secret'), ' secret\n')
  expect(await readClientSecret(folder, 'servicea')).toBe('secret')
})
