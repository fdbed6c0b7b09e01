import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { manualClock, systemClock, waitingClock } from '#core/clock'
import { leaveBehind } from '../../../tests/support/leftovers.ts'
import { makeInterceptor, makeTargetCertificate } from './make-certificates.ts'
import { openInterceptionAuthority } from './authority.ts'

const NOW = new Date().setMilliseconds(0) // the other side of a handshake looks at the clock of the machine
const DAY = 86_400_000
let folder: string
let files: { keyFile: string; certificateFile: string }
let told: string[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'interception-'))
  files = { keyFile: join(folder, 'own', 'ca.key'), certificateFile: join(folder, 'own', 'ca.crt') }
  told = []
})
afterEach(() => rm(folder, { recursive: true }))

const tell = (_fields: object, event: string) => void told.push(event)
const open = (clock = manualClock(NOW)) =>
  openInterceptionAuthority(files, { clock, machine: waitingClock(0), log: { info: tell, warn: tell } })

describe('files that are no authority are refused by the name of their setting', () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

  test.each<[what: string, change: () => Promise<unknown>, words: RegExp]>([
    ['no key', () => rm(files.keyFile), /^ca_key_file: .*is not there, and the certificate is/],
    ['no key in the file', () => writeFile(files.keyFile, 'hello'), /^ca_key_file: .*holds no private key in PEM/],
    [
      'a key of another kind',
      async () =>
        writeFile(
          files.keyFile,
          String(generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' })),
        ),
      /^ca_key_file: .*of the kind ed25519/,
    ],
    [
      'another key',
      () => writeFile(files.keyFile, String(other.export({ format: 'pem', type: 'pkcs8' }))),
      /^ca_crt_file: .*of another key/,
    ],
    ['no certificate', () => writeFile(files.certificateFile, 'hello'), /^ca_crt_file: .*no certificate in PEM/],
    [
      'a leaf',
      async () => {
        const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
        const leaf = await makeTargetCertificate('svc', { certificate: await makeInterceptor(key, NOW), key }, NOW)
        await writeFile(files.keyFile, leaf.key)
        await writeFile(files.certificateFile, leaf.cert)
      },
      /^ca_crt_file: .*is not the certificate of an authority/,
    ],
    ['a folder', async () => (files.certificateFile = folder), /^ca_crt_file: .*cannot be read: it is a folder/],
  ])('%s', async (_what, change, words) => {
    await open()
    await change()
    await expect(open()).rejects.toThrow(words)
  })

  test('one that has ended', async () => {
    await open()
    await expect(open(manualClock(NOW + 366 * DAY))).rejects.toThrow(/^ca_crt_file: .*has ended: remove it and the key/)
  })
})

test('the authority of the sandbox is not used for interception', async () => {
  const { openTlsIdentity } = await import('#core/http/tls')
  const clock = waitingClock(NOW)
  await openTlsIdentity(folder, 'servicea', clock)
  files = { keyFile: join(folder, 'ca.key.pem'), certificateFile: join(folder, 'ca.pem') }
  expect(await readFile(files.certificateFile, 'utf8')).toContain('CERTIFICATE')
  await expect(open()).rejects.toThrow(/is the authority of the sandbox, which all its processes trust/)
})

test('what a write left that was cut short is removed', async () => {
  const own = join(folder, 'own')
  const left = await leaveBehind(own, 'ca.key', systemClock)
  await openInterceptionAuthority(files, {
    clock: manualClock(NOW),
    machine: systemClock,
    log: { info: tell, warn: tell },
  })
  expect(await readdir(own)).not.toContain(left)
})
