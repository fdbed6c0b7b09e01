import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '#core/clock'
import { openOutsideClient } from './outside-client.ts'

test('a file of certificates that is not there, or has none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'outside-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const settings = { address: 'https://localhost/', caller: 'a-test', machine: manualClock(0) }
  const path = join(folder, 'ca.pem')
  const open = () => openOutsideClient({ ...settings, trustedCertificates: [path] })
  await expect(open()).rejects.toThrow(/trusted_certificates: .*ca\.pem cannot be read: there is no such file/)
  await writeFile(path, 'hello')
  await expect(open()).rejects.toThrow(/trusted_certificates: .*ca\.pem has no certificate in PEM/)
})
