import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { readArguments } from '#core/process/command-line'
import { openTestSandbox } from '../../tests/support/sandbox.ts'
import { PROBE_LINE } from './probe-line.ts'
import { runProbe } from './run-probe.ts'

/** A run against service B that writes a report; `onProgress` is told how far it has come. */
async function openStoppedRun() {
  const sandbox = await openTestSandbox()
  onTestFinished(() => sandbox.close())
  const { serviceb } = sandbox.processes
  const env = {
    FACTORY_PORT: String(sandbox.factory.port),
    FACTORY_TLS_PORT: String(sandbox.factory.tlsPort),
    SERVICEB_PORT: String(serviceb.port),
    SERVICEB_TLS_PORT: String(serviceb.tlsPort),
    KEYS_FOLDER: sandbox.keysFolder,
    INIT_CWD: sandbox.keysFolder,
  }
  const url = `https://localhost:${serviceb.tlsPort}/scenario7-server`
  const run = async (onProgress: (text: string) => void, interrupted?: Promise<unknown>, ...more: string[]) => {
    const said: string[] = []
    const hear = (text: string) => void said.push(text)
    const terminal = {
      write: hear,
      tell: hear,
      progress: onProgress,
      isTerminal: false,
      columns: Infinity,
      colours: false,
    }
    const args = [url, '--leeway', '0', '--json', 'report.json', ...more]
    const code = await runProbe({ ...readArguments(args, PROBE_LINE), env, clock: systemClock, terminal }, interrupted)
    const report = JSON.parse(await readFile(join(sandbox.keysFolder, 'report.json'), 'utf8'))
    return { code, said: said.join(''), report }
  }
  return { sandbox, run }
}

const isDone = (text: string) => / of \d+ /.test(text)
const isMeasuring = (text: string) => text !== '' && !isDone(text) && !text.startsWith('asks the service')

test('whoever interrupts a run has what it found so far, and nothing is left at the factory', async () => {
  const { sandbox, run } = await openStoppedRun()
  const { promise: interrupted, resolve: interrupt } = Promise.withResolvers<void>()
  const { code, said, report } = await run((text) => isDone(text) && interrupt(), interrupted)
  expect(code).toBe(2)
  expect(said).toMatch(/Stopped before the end: It was interrupted\./)
  expect(said).toMatch(/Stopped\. What was set at the issuer is taken back\./)
  expect(report.stopped).toBe('It was interrupted.')
  expect(report.summary.byVerdict.refused).toBeGreaterThan(10)
  expect(report.summary.byVerdict['not-run']).toBeGreaterThan(100)
  expect((await sandbox.plain('jwt-factory', '/control')).body.set).toEqual([])
  expect((await sandbox.plain('jwt-factory', '/control/clients')).text).not.toContain('probe-')
})

test('a factory that goes away in the middle of a run ends it, and what was found so far is reported', async () => {
  const { sandbox, run } = await openStoppedRun()
  let going: Promise<unknown> | undefined
  const { code, said, report } = await run((text) => void (isDone(text) && (going ??= sandbox.factory.close())))
  await going
  expect(code).toBe(2)
  expect(said).toMatch(/Stopped before the end: .*no good token can be made any more: jwt-factory does not answer/)
  expect(report.stopped).toMatch(/jwt-factory does not answer/)
  expect(report.summary.byVerdict.refused).toBeGreaterThan(10)
})

test('what is measured after the catalogue may be interrupted: the catalogue is reported all the same', async () => {
  const { sandbox, run } = await openStoppedRun()
  const { promise: interrupted, resolve: interrupt } = Promise.withResolvers<void>()
  const only = ['--only', 'sig-random', '--keys']
  const { code, report } = await run((text) => isMeasuring(text) && interrupt(), interrupted, ...only)
  expect(code).toBe(2)
  expect(report.stopped).toMatch(/All cases were sent.*It was interrupted\./)
  expect(report.cases.find(({ id }: { id: string }) => id === 'sig-random')).toMatchObject({ verdict: 'refused' })
  expect((await sandbox.plain('jwt-factory', '/control')).body.set).toEqual([])
})
