import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '#core/config/read-config'
import { needs } from '../../../tests/support/needs.ts'
import { temporaryFolder } from '../../../tests/support/folders.ts'
import { neighboursSettings } from '../config.ts'
import { keptGatewaySecret } from './gateway-secret.ts'

const asUser = needs(
  process.platform === 'win32'
    ? 'Windows knows no modes of files'
    : process.getuid?.() === 0 && 'root may write everywhere',
)

async function openFolder() {
  const folder = await temporaryFolder()
  const warned: object[] = []
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return { folder, file: join(folder, 'neighbours/gateway/jwt-secret'), warned, log: { warn: (fields: object) => void warned.push(fields) } } // prettier-ignore
}

test('it is made once, and read from then on', async () => {
  const { folder, file, log } = await openFolder()
  const secret = await keptGatewaySecret(folder, log)
  expect(secret).toMatch(/^[\da-f]{64}$/)
  expect(await readFile(file, 'utf8')).toBe(`${secret}\n`)
  expect(await keptGatewaySecret(folder, log)).toBe(secret)
})

test('one that is too short is no secret, and what to do is said', async () => {
  const { folder, file, log } = await openFolder()
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, 'short\n')
  await expect(keptGatewaySecret(folder, log)).rejects.toThrow('neighbours/gateway/jwt-secret is too short for HS256')
})

asUser.test('where it cannot be kept there is one all the same, and the log says why', async () => {
  const { folder, warned, log } = await openFolder()
  await chmod(folder, 0o500)
  expect(await keptGatewaySecret(folder, log)).toHaveLength(64)
  await chmod(folder, 0o700)
  expect(warned).toHaveLength(1)
})

const readSecret = (secret: string) => readConfig(neighboursSettings, { JWT_SECRET: secret }).jwtSecret

test('JWT_SECRET is looked at when the process starts, not when somebody comes', () => {
  expect(readSecret('')).toBeUndefined()
  expect(readSecret('e71829c351aa4242c2719cbfbe671c09')).toBe('e71829c351aa4242c2719cbfbe671c09')
  expect(() => readSecret('e71829c351aa4242c2719cbfbe671c0')).toThrow('too short for HS256 (32 bytes)')
})
