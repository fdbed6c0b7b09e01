import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { readArguments } from '#core/process/command-line'
import { freePorts } from '../../tests/support/ports.ts'
import { openSmallService } from '../../tests/support/small-service.ts'
import { PROBE_LINE } from './probe-line.ts'
import { runProbe } from './run-probe.ts'
import { splitCommand } from './target/split-command.ts'

/** The command at an issuer that is served for the run; a service that takes RS256 alone, and looks at no audience. */
async function scene() {
  const [port = 0] = await freePorts(1)
  const service = await openSmallService({ issuer: `http://localhost:${port}`, algorithms: ['RS256'] })
  onTestFinished(service.close)
  const folder = await mkdtemp(join(tmpdir(), 'probe-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return {
    folder,
    args: [service.url, '--serve-issuer', String(port), '--audience', 'orders'],
    async run(...args: string[]) {
      const said: string[] = []
      const written: string[] = []
      const terminal = { write: (text: string) => void written.push(text), tell: (text: string) => void said.push(text), progress() {}, isTerminal: false, columns: Infinity, colours: false } // prettier-ignore
      const env = { KEYS_FOLDER: folder, INIT_CWD: folder }
      const code = await runProbe({ ...readArguments(args, PROBE_LINE), env, clock: systemClock, terminal })
      return { code, said: said.join(''), written: written.join('') }
    },
    keyFiles: async () => (await readdir(folder, { recursive: true })).filter((name) => name.includes('jwt-factory/')).sort(), // prettier-ignore
  }
}

const kidOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid

test('the token of a line has the key of its run, whatever algorithms the line names, and no key is made for it', async () => {
  const { args, run, folder, keyFiles } = await scene()
  const unused = await run(...args, '--make', 'aud-other-service')
  expect(unused).toMatchObject({ code: 2, written: '', said: expect.stringMatching(/No run has served an issuer/) })
  expect(await keyFiles()).toEqual([])
  const { code, said } = await run(...args, '--only', 'aud-other-service', '--leeway', '0', '--json', 'report.json')
  expect(code, said).toBe(1)
  const [found] = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')).cases
  const made = /^TOKEN=\$\(npm run -s probe -- (.*?)\) && curl /.exec(found.curl)?.[1] ?? ''
  expect(made).toContain('--algorithms RS256')
  const before = await keyFiles()
  const { written } = await run(...splitCommand(made))
  expect(kidOf(written)).toBe(kidOf(found.token))
  expect(await keyFiles()).toEqual(before)
})
