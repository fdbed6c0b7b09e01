import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { onUnix } from '../../tests/support/needs.ts'
import { runToEnd } from '../../tests/support/run-to-end.ts'

/** A program with an issuer that nobody stops. It says where its files are, and what it does then. */
async function runUnstopped(text: string): Promise<{ code: number | null; folder: string; said: string }> {
  const program = `import { startIssuer } from './testkit/testing.ts'
    const issuer = await startIssuer()
    console.log(issuer.caFile)
    ${text}`
  const { code, output } = await runToEnd(process.execPath, ['--input-type=module', '-e', program])
  const [file = '', ...said] = output.trim().split('\n')
  expect(file).toMatch(/ca\.pem$/)
  return { code, folder: dirname(dirname(file)), said: said.join('\n') }
}

test('a test that ends in the middle leaves no file', async () => {
  const { code, folder } = await runUnstopped('process.exit(3)')
  expect([code, existsSync(folder)]).toEqual([3, false])
})

const endByOne = async (signal: string) => {
  const { code, folder } = await runUnstopped(`process.kill(process.pid, '${signal}'); setInterval(() => {}, 1000)`)
  expect([signal, code, existsSync(folder)]).toEqual([signal, null, false])
}

onUnix.test('one that a signal ends leaves no file, and is ended by it', async () => {
  await Promise.all(['SIGINT', 'SIGTERM', 'SIGHUP'].map(endByOne))
})

onUnix.test('whoever listens for a signal has it alone', async () => {
  const { code, folder, said } = await runUnstopped(`
    process.on('SIGTERM', () => {
      console.log(process.listenerCount('SIGTERM'))
      setTimeout(() => process.exit(7), 50)
    })
    process.kill(process.pid, 'SIGTERM')
    setInterval(() => {}, 1000)`)
  expect([code, said, existsSync(folder)]).toEqual([7, '1', false])
})

onUnix.test('what a killed one leaves is removed by the next, and that of one that runs is not', async () => {
  const { code, folder: left } = await runUnstopped(`process.kill(process.pid, 'SIGKILL')`)
  expect([code, existsSync(left)]).toEqual([null, true])
  const { said } = await runUnstopped(`
    const { spawnSync } = await import('node:child_process')
    const program = "const { startIssuer } = await import('./testkit/testing.ts'); await (await startIssuer()).stop()"
    spawnSync(process.execPath, ['--input-type=module', '-e', program])
    console.log((await import('node:fs')).existsSync(issuer.caFile))`)
  expect([said, existsSync(left)]).toEqual(['true', false])
})
