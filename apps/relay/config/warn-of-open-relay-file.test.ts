import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { onUnix } from '../../../tests/support/needs.ts'
import { readRelayConfig } from './read-relay-config.ts'
import { warnOfOpenRelayFiles } from './warn-of-open-relay-file.ts'

async function toldOfRelay(text: string, mode: number, expanded = text) {
  const folder = await mkdtemp(join(tmpdir(), 'open-relay-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'relay.yaml')
  for (const file of [path, join(folder, 'k.pem')]) {
    await writeFile(file, text)
    await chmod(file, mode)
  }
  const config = await readRelayConfig({ text: expanded, file: 'relay.yaml', place: { folder }, flags: [], dialect: 'piko' }) // prettier-ignore
  const told: object[] = []
  await warnOfOpenRelayFiles(config, { given: 'relay.yaml', path, text }, { warn: (fields) => void told.push(fields) })
  return told
}

const TENANT = 'upstream: {tenants: [{id: a, auth: {hmac_secret_key: my-secret}}]}\n'

onUnix.test('a configuration with a secret in it that others can read is told of, and the key of a port', async () => {
  const advice = 'a secret stands in it, and others on this machine can read it: chmod 600 relay.yaml'
  for (const port of ['proxy', 'upstream', 'admin'])
    expect(await toldOfRelay(`${port}: {auth: {hmac_secret_key: my-secret}}\n`, 0o644)).toEqual([{ file: 'relay.yaml', advice }]) // prettier-ignore
  expect(await toldOfRelay(TENANT, 0o640)).toEqual([{ file: 'relay.yaml', advice }])
  expect(await toldOfRelay('proxy: {tls: {enabled: true, cert: c.pem, key: k.pem}}\n', 0o644)).toEqual([
    { file: 'k.pem', advice: expect.stringContaining('a private key stands in it') },
  ])
})

onUnix.test('one that its owner alone may read is not, nor one that names its secret as a variable', async () => {
  expect(await toldOfRelay(TENANT, 0o600)).toEqual([])
  expect(await toldOfRelay(TENANT.replace('my-secret', '${SECRET}'), 0o644, TENANT)).toEqual([])
  expect(await toldOfRelay('proxy: {}\n', 0o644)).toEqual([])
})
