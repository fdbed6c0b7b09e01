import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { onUnix } from '../../tests/support/needs.ts'
import { temporaryName } from '../files/temporary-name.ts'
import { openFolderVault } from './folder-vault.ts'
import { generateSigningKey, type SigningKey } from '../keys/signing-key.ts'

const CREATED = Date.parse('2026-11-22T12:00:00.123Z')

async function temporaryFolder(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'key-folder-'))
  onTestFinished(() => rm(parent, { recursive: true }))
  return join(parent, 'keys')
}

const newKey = () => generateSigningKey('Ed25519', CREATED)
const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)
const short = ({ kid, createdAt, algorithm, publicPem }: SigningKey) => ({ kid, createdAt, algorithm, publicPem })
const fileOf = (path: string, key: SigningKey, ringId = 'servicea') => join(path, `${ringId}.${key.kid}.json`)

/** A folder with a key of each of these rings. */
async function folderWith(...ringIds: string[]) {
  const path = await temporaryFolder()
  const folder = await openFolderVault(path)
  const keys = await Promise.all(
    ringIds.map(async (ringId) => {
      const key = await newKey()
      await folder.save(ringId, key)
      return key
    }),
  )
  return { path, folder, keys }
}

function firstOf([key]: SigningKey[]): SigningKey {
  if (!key) throw new Error('there is no key')
  return key
}

async function edit(file: string, change: (record: Record<string, unknown>) => unknown): Promise<void> {
  await writeFile(file, JSON.stringify(change(JSON.parse(await readFile(file, 'utf8')))))
}

describe('a key folder', () => {
  test('gives back what was saved, also after it was opened anew', async () => {
    const { path, keys } = await folderWith('servicea', 'service.b_c-9')
    const { found: loaded, leftAlone } = await openFolderVault(path)
    expect(leftAlone).toEqual([])
    const keyOf = new Map(loaded.map(({ ringId, key }) => [ringId, key]))
    expect(keyOf.size).toBe(2)
    expect(keyOf.get('servicea')).toMatchObject(short(firstOf(keys)))
    expect(keyOf.get('service.b_c-9')).toMatchObject(short(firstOf(keys.slice(1))))
  })

  // Windows has no such modes.
  onUnix.test('is for its owner only, and so is every file', async () => {
    const { path, keys } = await folderWith('servicea')
    expect(await modeOf(path)).toBe('700')
    for (const key of keys) expect(await modeOf(fileOf(path, key))).toBe('600')
  })

  test.each(['../servicea', 'a/b', '', '.hidden', '@@', '__proto__'])('makes no file for a ring %j', async (ringId) => {
    const { path, folder, keys } = await folderWith('servicea')
    const { kid } = firstOf(keys)
    const before = await readdir(path, { recursive: true })
    await expect(folder.save(ringId, await newKey())).rejects.toThrow('not the name of a key file')
    await expect(folder.remove(ringId, kid)).rejects.toThrow('not the name of a key file')
    await expect(folder.remove('servicea', `../keys/servicea.${kid}`)).rejects.toThrow('not the name of a key file')
    expect(await folder.load(ringId, kid)).toBeUndefined()
    expect(await readdir(path, { recursive: true })).toEqual(before)
    expect(await readdir(join(path, '..'))).toEqual(['keys'])
  })

  test('removes a key for good, and does not mind when it is gone already', async () => {
    const { path, folder, keys } = await folderWith('servicea')
    for (const { kid } of keys) {
      await folder.remove('servicea', kid)
      await folder.remove('servicea', kid)
    }
    expect(await readdir(path)).toEqual([])
  })

  test('reports a foreign file, leaves it alone and loads the rest', async () => {
    const { path, keys } = await folderWith('servicea')
    await writeFile(join(path, 'notes.txt'), 'mine')
    await writeFile(join(path, 'package.json'), '{"name":"foreign"}')
    await mkdir(join(path, 'folder.json'))
    const { found: loaded, leftAlone } = await openFolderVault(path)
    expect(loaded.map(({ key }) => key.kid)).toEqual(keys.map(({ kid }) => kid))
    expect(leftAlone.map(({ file }) => file).toSorted()).toEqual(['folder.json', 'notes.txt', 'package.json'])
    expect(await readFile(join(path, 'notes.txt'), 'utf8')).toBe('mine')
  })

  test('says nothing about files that are expected there, about those that are being written, and about its lock', async () => {
    const { path } = await folderWith('servicea')
    const written = ['jwks.json', 'servicea.kid.json', '@.kid.json'].map(temporaryName)
    for (const file of ['jwks.json', ...written, '.lock', '.lock-journal']) await writeFile(join(path, file), '')
    expect((await openFolderVault(path, ['jwks.json'])).leftAlone).toEqual([])
    expect((await openFolderVault(path)).leftAlone.map(({ file }) => file)).toEqual(['jwks.json'])
  })
})

const without =
  (...members: string[]) =>
  (record: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(record).filter(([name]) => !members.includes(name)))

describe('a key file is reported, left alone, and does not keep the others from loading', () => {
  test.each<[string, (record: Record<string, unknown>) => unknown]>([
    ['without its private half', without('privateKey')],
    ['without its public half', without('publicKey')],
    ['without a ring', without('ringId')],
    ['without a key id', without('kid')],
    ['without a date', without('createdAt')],
    ['of another ring', (record) => ({ ...record, ringId: 'serviceb' })],
    ['of a ring outside the folder', (record) => ({ ...record, ringId: '../servicea' })],
    ['of an unknown algorithm', (record) => ({ ...record, algorithm: 'HS256' })],
    ['of another algorithm', (record) => ({ ...record, algorithm: 'ES256' })],
    ['with another key id', (record) => ({ ...record, kid: 'another' })],
    ['with a broken half', (record) => ({ ...record, privateKey: 'broken' })],
    ['that is a list', () => []],
    ['that is null', () => null],
  ])('%s', async (_, change) => {
    const { path, keys } = await folderWith('servicea', 'serviceb')
    const damaged = firstOf(keys)
    await edit(fileOf(path, damaged), change)
    const before = await readFile(fileOf(path, damaged), 'utf8')
    const { found: loaded, leftAlone } = await openFolderVault(path)
    expect(loaded.map(({ key }) => key.kid)).toEqual([keys[1]?.kid])
    expect(leftAlone).toEqual([{ file: `servicea.${damaged.kid}.json`, why: expect.stringMatching(/^it(s| )/) }])
    expect(await readFile(fileOf(path, damaged), 'utf8')).toBe(before)
  })

  test('cut off in the middle', async () => {
    const { path, keys } = await folderWith('servicea', 'serviceb')
    const file = fileOf(path, firstOf(keys))
    await writeFile(file, (await readFile(file, 'utf8')).slice(0, 200))
    const { found: loaded, leftAlone } = await openFolderVault(path)
    expect(loaded).toHaveLength(1)
    expect(leftAlone).toMatchObject([{ why: 'it is damaged: not JSON' }])
  })

  test('that is not UTF-8', async () => {
    const { path } = await folderWith()
    await writeFile(join(path, 'a.x.json'), Buffer.from('{"ringId":"\xe4"}', 'latin1'))
    expect((await openFolderVault(path)).leftAlone).toEqual([{ file: 'a.x.json', why: 'it is damaged: not UTF-8' }])
  })

  test('whose halves are of two pairs', async () => {
    const { path, keys } = await folderWith('servicea', 'serviceb')
    const other = await newKey()
    await edit(fileOf(path, firstOf(keys)), (record) => ({ ...record, publicKey: other.publicPem }))
    const { found: loaded, leftAlone } = await openFolderVault(path)
    expect(loaded.map(({ key }) => key.kid)).toEqual([keys[1]?.kid])
    expect(leftAlone).toMatchObject([{ why: 'its two halves do not belong together' }])
  })

  test('that names another key, in its content and in its name', async () => {
    const { path, keys } = await folderWith('servicea', 'serviceb')
    const file = fileOf(path, firstOf(keys))
    await edit(file, (record) => ({ ...record, kid: 'another' }))
    await rename(file, join(path, 'servicea.another.json'))
    const { found: loaded, leftAlone } = await openFolderVault(path)
    expect(loaded.map(({ key }) => key.kid)).toEqual([keys[1]?.kid])
    expect(leftAlone).toMatchObject([{ file: 'servicea.another.json', why: 'its key id is not that of its key' }])
  })

  test('under a wrong name', async () => {
    const { path, keys } = await folderWith('servicea', 'serviceb')
    await rename(fileOf(path, firstOf(keys)), join(path, 'copy.json'))
    const { found: loaded, leftAlone } = await openFolderVault(path)
    expect(loaded.map(({ key }) => key.kid)).toEqual([keys[1]?.kid])
    expect(leftAlone).toEqual([{ file: 'copy.json', why: 'its name does not fit its content' }])
    expect(await readdir(path)).toContain('copy.json')
  })
})

describe('key material that is there and cannot be read is not lost', () => {
  test('a folder with such a file is not opened: a new key would take its place', async () => {
    const { path, keys } = await folderWith('servicea')
    const file = fileOf(path, firstOf(keys))
    await rename(file, `${file}.away`)
    await symlink(file, file) // leads to itself, which is as unreadable for root as for everybody else
    await expect(openFolderVault(path)).rejects.toMatchObject({ code: 'ELOOP', path: file })
  })

  test('one that goes away while the process runs is named, and so is a folder that does', async () => {
    const { path, folder, keys } = await folderWith('servicea')
    const { kid } = firstOf(keys)
    await rename(fileOf(path, firstOf(keys)), join(path, 'elsewhere'))
    expect(await folder.load('servicea', kid)).toBeUndefined()
    await rm(path, { recursive: true })
    await expect(folder.save('servicea', await newKey())).rejects.toMatchObject({
      name: 'KeysUnavailable',
      message: 'the key folder "keys" cannot be written to: it is gone',
    })
  })
})
