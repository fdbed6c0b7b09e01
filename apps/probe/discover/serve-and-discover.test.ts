import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { readArguments } from '#core/process/command-line'
import { freePorts } from '../../../tests/support/ports.ts'
import { openSmallService } from '../../../tests/support/small-service.ts'
import { PROBE_LINE } from '../probe-line.ts'
import { runProbe } from '../run-probe.ts'

// One port: its keys are made once.
let folder: string
let port = 0
let nobody = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'discover-'))
  ;[port = 0, nobody = 0] = await freePorts(2)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Serves an issuer, and discovers a service that reads the keys of that one, or of nobody. */
async function discover({ isTrusted }: { isTrusted: boolean }) {
  const issuer = `http://localhost:${port}`
  const keysAt = isTrusted ? issuer : `http://localhost:${nobody}`
  const { url, close } = await openSmallService({ issuer, keysAt, audience: 'orders', algorithms: ['ES256'] })
  onTestFinished(close)
  const said: string[] = []
  const hear = (text: string) => void said.push(text)
  const terminal = { write: hear, tell: hear, progress() {}, isTerminal: false, columns: Infinity, colours: false }
  const line = [url, '--serve-issuer', String(port), '--discover', '--only', 'header', '--leeway', '0']
  const env = { KEYS_FOLDER: folder, INIT_CWD: folder }
  const code = await runProbe({ ...readArguments(line, PROBE_LINE), env, clock: systemClock, terminal })
  return { code, said: said.join(''), issuer }
}

const times = (text: string, what: string) => text.split(what).length - 1

test('what to set for an issuer that is served is said once, and no audience that was only guessed', async () => {
  const { code, said, issuer } = await discover({ isTrusted: true })
  expect(times(said, 'Set in the target'), said).toBe(1)
  expect(said).toContain(`key set     ${issuer}/jwks`)
  const [before = '', after = ''] = said.split('Found out with')
  expect(before).not.toMatch(/^ *audience /m)
  expect(before).toMatch(/must trust this issuer before anything can be found out/)
  expect(after).toContain('--audience=orders')
  expect(code, said).toBe(0)
})

test('one that does not trust it yet cannot be discovered, and what is missing is said', async () => {
  const { code, said } = await discover({ isTrusted: false })
  expect(times(said, 'Set in the target'), said).toBe(1)
  expect(said).toMatch(/has not read the key set of this run: it trusts another issuer/)
  expect(code).toBe(2)
})
