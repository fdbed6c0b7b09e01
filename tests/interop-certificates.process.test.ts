import { execFile, spawnSync } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished } from 'vitest'
import { systemClock } from '#core/clock'
import { PEER_NAMES } from '#core/config/processes'
import { openWorkloadIdentity, workloadFile } from '#core/http/workload-identity'
import { certifiedFolder } from './support/folders.ts'
import { needs } from './support/needs.ts'
import { openTestSandbox } from './support/sandbox.ts'
import { caFile } from './support/trusting.ts'

// Proof with verifiers that we did not write, each as strict as it can be.

const has = (program: string, ...words: string[]) => spawnSync(program, words).status === 0

const withOpenssl = needs(!has('openssl', 'version') && 'there is no openssl on the PATH')
const withPython = needs(
  !has('python3', '-c', 'import ssl; ssl.VERIFY_X509_STRICT') && 'there is no python3 on the PATH',
)

const run = promisify(execFile)

withOpenssl.test('openssl verify -x509_strict believes the CA and every certificate', async () => {
  const keysFolder = await certifiedFolder()
  onTestFinished(() => rm(keysFolder, { recursive: true }))
  const workload = { trustDomain: 'cluster.local', namespace: 'default', serviceAccount: 'webui' }
  await openWorkloadIdentity(join(keysFolder, 'tls'), workload, systemClock)
  const files = ['ca', ...PEER_NAMES, workloadFile(workload)].map((name) => join(keysFolder, 'tls', `${name}.pem`))
  const strict = ['verify', '-x509_strict', '-check_ss_sig', '-CAfile', caFile(keysFolder)]
  const { stdout } = await run('openssl', [...strict, ...files])
  expect(stdout.match(/: OK$/gm)).toHaveLength(files.length)
})

const CALL = `
import ssl, sys, urllib.request
context = ssl.create_default_context(cafile=sys.argv[1])
context.verify_flags |= ssl.VERIFY_X509_STRICT
print(urllib.request.urlopen(sys.argv[2], context=context).status)
`

withPython.test('Python believes the factory with VERIFY_X509_STRICT, which 3.13 sets by itself', async () => {
  const sandbox = await openTestSandbox()
  onTestFinished(() => sandbox.close())
  const url = `https://localhost:${sandbox.factory.tlsPort}/jwks`
  const { stdout } = await run('python3', ['-c', CALL, caFile(sandbox.keysFolder), url])
  expect(stdout.trim()).toBe('200')
})
