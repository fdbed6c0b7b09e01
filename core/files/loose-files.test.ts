import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { onUnix } from '../../tests/support/needs.ts'
import { findLooseFiles, warnOfLooseFiles } from './loose-files.ts'
import { temporaryName } from './temporary-name.ts'

/** Modes of files and folders below the one for keys; a folder ends in a slash. */
async function folderWith(modes: Record<string, number>): Promise<string> {
  const keysFolder = await mkdtemp(join(tmpdir(), 'loose-files-'))
  onTestFinished(() => rm(keysFolder, { recursive: true }))
  for (const folder of ['servicea', 'tls', 'serviceb', 'dump', 'clients', 'clients/far'])
    await mkdir(join(keysFolder, folder), { mode: 0o700 })
  for (const [name, mode] of Object.entries(modes)) {
    if (!name.endsWith('/')) await writeFile(join(keysFolder, name), '')
    await chmod(join(keysFolder, name), mode)
  }
  return keysFolder
}

const namesIn = async (keysFolder: string) =>
  (await findLooseFiles(join(keysFolder, 'servicea'))).map(({ name }) => name)

const USED = { folders: ['servicea', 'dump'], publicFiles: ['serviceb/jwks.json', 'clients/far/keys.json'] }

/** What is told of whom. */
async function told(modes: Record<string, number>): Promise<Record<string, string>> {
  const lines: Record<string, string> = {}
  const keysFolder = await folderWith(modes)
  const warn = (fields: object, event: string) => {
    const { file, advice } = fields as { file: string; advice: string } // as the warning writes it
    expect(event).toBe('key-file-open')
    expect(JSON.stringify(fields)).not.toContain(keysFolder)
    lines[file] = advice
  }
  await warnOfLooseFiles(keysFolder, USED, { warn })
  return lines
}

const PRIVATE = [
  'servicea.kid.json',
  'client-secret',
  'clients.json',
  'store.sqlite',
  'servicea.key.pem',
  'a.kid.private.pem',
]
const PUBLIC = ['jwks.json', 'servicea.pem', 'ca.pem', '.lock', '.lock-journal']

for (const name of PRIVATE) {
  onUnix.test(`${name} is private: it is told of when others can read or write it`, async () => {
    for (const mode of [0o777, 0o644, 0o640, 0o602, 0o604, 0o620]) {
      expect(await namesIn(await folderWith({ [`servicea/${name}`]: mode })), mode.toString(8)).toEqual([name])
    }
    expect(await namesIn(await folderWith({ [`servicea/${name}`]: 0o600 }))).toEqual([])
  })
}

for (const name of PUBLIC) {
  onUnix.test(`${name} is public: it may be read by everybody, and written by nobody else`, async () => {
    for (const mode of [0o666, 0o664, 0o646, 0o602]) {
      expect(await namesIn(await folderWith({ [`servicea/${name}`]: mode })), mode.toString(8)).toEqual([name])
    }
    for (const mode of [0o644, 0o600, 0o444]) {
      expect(await namesIn(await folderWith({ [`servicea/${name}`]: mode })), mode.toString(8)).toEqual([])
    }
  })
}

onUnix.test('a file that is being written right now is none that somebody has copied: it is not told of', async () => {
  for (const name of [...PRIVATE, ...PUBLIC]) {
    expect(await namesIn(await folderWith({ [`servicea/${temporaryName(name)}`]: 0o644 })), name).toEqual([])
  }
})

onUnix.test('a folder in which others can put files is told of, whichever it is', async () => {
  for (const mode of [0o777, 0o770, 0o703]) {
    expect(await told({ 'servicea/': mode })).toEqual({
      'servicea/': 'others on this machine can write to it: chmod go-w servicea/',
    })
    expect(Object.keys(await told({ 'tls/': mode }))).toEqual(['tls/'])
    expect(Object.keys(await told({ './': mode }))).toEqual(['.'])
  }
  expect(await told({ 'servicea/': 0o755, 'tls/': 0o755, './': 0o755 })).toEqual({})
})

onUnix.test('the certificates are looked at too', async () => {
  const modes = { 'tls/ca.pem': 0o666, 'tls/servicea.pem': 0o644, 'tls/servicea.key.pem': 0o640 }
  expect(await told(modes)).toEqual({
    'tls/ca.pem': 'others on this machine can write to it: chmod go-w tls/ca.pem',
    'tls/servicea.key.pem': 'others on this machine can read it: chmod 600 tls/servicea.key.pem',
  })
})

onUnix.test('the warning names the file below the folder for keys, and never where that lies', async () => {
  expect(await told({ 'servicea/client-secret': 0o644 })).toEqual({
    'servicea/client-secret': 'others on this machine can read it: chmod 600 servicea/client-secret',
  })
})

onUnix.test('every folder that a process uses is looked at: the dump, and the public keys of others', async () => {
  const others = { 'serviceb/jwks.json': 0o666, 'serviceb/client-secret': 0o666, 'clients/far/keys.json': 0o622 }
  expect(Object.keys(await told(others))).toEqual(['serviceb/jwks.json', 'clients/far/keys.json'])
  expect(await told({ 'serviceb/jwks.json': 0o644, 'clients/far/keys.json': 0o644 })).toEqual({})
  for (const folder of ['serviceb/', 'clients/', 'clients/far/', 'dump/'])
    expect(Object.keys(await told({ [folder]: 0o777 })), folder).toEqual([folder])
  expect(Object.keys(await told({ 'dump/a.private.pem': 0o644 }))).toEqual(['dump/a.private.pem'])
})
