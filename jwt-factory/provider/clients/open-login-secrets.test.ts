import { mkdtemp, readFile, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '#core/clock'
import type { Client } from '../../registered-clients/clients.ts'
import { openLoginSecrets } from './open-login-secrets.ts'

async function open() {
  const keysFolder = await mkdtemp(join(tmpdir(), 'login-secrets-'))
  onTestFinished(() => rm(keysFolder, { recursive: true, force: true }))
  const file = join(keysFolder, 'login-gateway', 'client-secret')
  return { parts: { keysFolder, folder: join(keysFolder, 'jwt-factory'), clock: manualClock(0) }, keysFolder, file }
}

test('each client that comes with the sandbox finds a secret of its own, which stays, and which nobody else may read', async () => {
  const { parts, file } = await open()
  const secrets = await openLoginSecrets(parts)
  expect(secrets['login-gateway']).toMatch(/^[\w-]{43}$/)
  expect(secrets['web-ui']).not.toBe(secrets['login-gateway'])
  expect(await readFile(file, 'utf8')).toBe(secrets['login-gateway'])
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await openLoginSecrets(parts)).toEqual(secrets)
})

test('several factories with folders of their own have the same, and nobody finds it without what they share', async () => {
  const [one, other] = [await open(), await open()]
  const sharedSecret = 'sixteen-characters-or-more'
  await openLoginSecrets(other.parts) // it had one from an earlier life
  const secrets = await openLoginSecrets({ ...one.parts, sharedSecret })
  expect(await openLoginSecrets({ ...other.parts, sharedSecret })).toEqual(secrets)
  expect(await readFile(other.file, 'utf8')).toBe(secrets['login-gateway'])
  expect(await openLoginSecrets({ ...one.parts, sharedSecret: `${sharedSecret}!` })).not.toEqual(secrets)
})

test('what somebody has declared stays as it is', async () => {
  const { parts } = await open()
  const registered = new Map([['web-ui', { id: 'web-ui', secret: 'declared-secret-of-16' } as Client]])
  expect((await openLoginSecrets({ ...parts, registered, sharedSecret: 'x'.repeat(16) }))['web-ui']).toBe(
    'declared-secret-of-16',
  )
})

test('a folder that takes nothing keeps no factory from its start, and the log says so', async () => {
  const { parts, keysFolder } = await open()
  await symlink('/proc/nobody-is-here', join(keysFolder, 'web-ui'))
  const warned: string[] = []
  const log = { warn: (_fields: object, event: string) => void warned.push(event) }
  expect((await openLoginSecrets({ ...parts, log: log as never }))['web-ui']).toMatch(/^[\w-]{43}$/)
  expect(warned).toEqual(['login-secret-not-written'])
  await expect(openLoginSecrets(parts)).rejects.toThrow('client secret of web-ui')
})
