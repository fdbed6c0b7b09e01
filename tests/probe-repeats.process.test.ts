import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { systemClock } from '#core/clock'
import { startIssuerInProcess } from '../apps/sandbox/issuer-in-process.ts'
import { temporaryFolder } from './support/folders.ts'
import { needs } from './support/needs.ts'
import { runToEnd } from './support/run-to-end.ts'
import { probeEnvironment, probeOnLine } from './support/probe-command.ts'
import { openTestSandbox } from './support/sandbox.ts'
import { openSmallService } from './support/small-service.ts'

const PROBE = ['--import', './core/process/runtime.js', 'apps/probe/main.ts']
const lack = ['bash', 'curl', 'npm'].find((each) => spawnSync(each, ['--version']).status !== 0)

/** What a shell says to a line, as somebody runs it who has copied it. */
const inBash = (line: string, folder: string, env: Record<string, string> = {}) =>
  runToEnd('bash', ['-c', line], { ...env, INIT_CWD: folder })

/** The line behind each case of a terminal report. */
const printedLines = (output: string): readonly string[] =>
  [...output.matchAll(/^ {6}again +((?:curl .*)?TOKEN=.*)$/gm)].map(([, line = '']) => line)

needs(lack !== undefined && `there is no ${lack} on the PATH`).test(
  'the line of a finding is believed by the service once more, with a fresh token each time',
  async () => {
    const issuer = await startIssuerInProcess({ clock: systemClock })
    onTestFinished(() => issuer.close())
    const service = await openSmallService({ issuer: issuer.url })
    onTestFinished(service.close)
    const folder = await temporaryFolder()
    const words = ['--factory', issuer.plainUrl, '--issuer', issuer.url, '--audience', "or'ders$(x)", '--claim', "role=it's $(x)", '--algorithms', 'ES256'] // prettier-ignore
    const env = { INIT_CWD: folder, KEYS_FOLDER: folder }
    const only = [
      '--only',
      'aud-other-service,aud-array-without-me,http-query',
      '--leeway',
      '0',
      '--json',
      'report.json',
    ]
    const { code, output } = await runToEnd(process.execPath, [...PROBE, service.url, ...words, ...only], env)
    expect(code, output).toBe(1)
    const lines = printedLines(output)
    expect(lines.length, output).toBeGreaterThanOrEqual(2)
    const written = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'))
    expect(written.cases.flatMap(({ curl }: { curl?: string }) => curl ?? [])).toEqual(lines)
    for (const line of lines) {
      expect(line).not.toMatch(/ey[\w-]+\.ey/)
      const [one, other] = [await inBash(line, folder), await inBash(line, folder)]
      for (const { code: ended, output: said } of [one, other]) expect([ended, said]).toEqual([0, expect.stringMatching(/^HTTP\/1.1 200 /)]) // prettier-ignore
    }
    const [line = ''] = lines
    const made = /^TOKEN=\$\((npm run .*?)\) && curl /s.exec(line)?.[1] ?? ''
    const tokens = [await inBash(made, folder), await inBash(made, folder)].map(({ output: token }) => token)
    expect(new Set(tokens)).toHaveProperty('size', 2)
    for (const token of tokens) expect(token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
    const without = line.replace(/^TOKEN=\$\(npm run .*?\) && curl /s, 'TOKEN=garbage && curl ')
    expect((await inBash(without, folder)).output).toMatch(/^HTTP\/1.1 401 /)
  },
)

needs(lack !== undefined && `there is no ${lack} on the PATH`).test(
  'the line of a finding at a party of ours brings what the run brought, and leaves nothing there',
  async () => {
    const sandbox = await openTestSandbox()
    onTestFinished(() => sandbox.close())
    const { keysFolder, partyPorts } = sandbox
    for (const party of ['piko-relay', 'plugin-gateway'] as const) {
      const url = `http://localhost:${partyPorts[party]}/echo`
      const { code, said } = await probeOnLine(sandbox, [url, '--only', 'aud-other-service,exp-missing'])
      expect(code, said).toBe(1)
      const [line = ''] = printedLines(said)
      const { output } = await inBash(line, keysFolder, probeEnvironment(sandbox))
      expect(output, line).toMatch(/^HTTP\/1.1 200 /)
    }
    const left = await sandbox.ask(`http://localhost:${partyPorts['plugin-gateway']}/consumers/john_doe/jwt`)
    expect(left.body).toMatchObject({ data: [] })
  },
)
