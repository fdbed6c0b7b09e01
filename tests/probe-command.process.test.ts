import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from './support/folders.ts'
import { freePorts } from './support/ports.ts'
import { runToEnd } from './support/run-to-end.ts'
import { openSmallService } from './support/small-service.ts'

const PROBE = ['--import', './core/process/runtime.js', 'apps/probe/main.ts']

/** The command, in a folder of its own; a service that reads the keys of the issuer which the run serves. */
async function scene(service: Omit<Parameters<typeof openSmallService>[0], 'issuer'> = { audience: 'orders' }) {
  const [port = 0] = await freePorts(1)
  const { url, close } = await openSmallService({ issuer: `http://localhost:${port}`, ...service })
  onTestFinished(close)
  const folder = await temporaryFolder()
  const run = (...args: string[]) => runToEnd(process.execPath, [...PROBE, ...args], { INIT_CWD: folder })
  return {
    url,
    folder,
    run,
    probe: (...args: string[]) =>
      run(url, '--serve-issuer', String(port), '--audience', 'orders', '--leeway', '0', ...args),
    read: (name: string) => readFile(join(folder, name), 'utf8'),
  }
}

const findingsIn = (json: string): string[] =>
  JSON.parse(json).cases.flatMap((each: { id: string; finding?: { isFailing: boolean } }) =>
    each.finding?.isFailing ? [each.id] : [],
  )

test('a strict service of somebody else has no finding, and what to set in it is said', async () => {
  const { probe, read } = await scene()
  const { code, output } = await probe('--json', 'report.json', '--skew')
  expect(findingsIn(await read('report.json')), output).toEqual([])
  expect(output).toMatch(/Set in the target, before it is called:/)
  expect(output).toMatch(/How far its clock may be off/)
  expect(code).toBe(0)
})

test('one that does not look at the audience has exactly that for a finding, until a baseline accepts it', async () => {
  const { probe, read, folder } = await scene({})
  const only = ['--only', 'identity,signature']
  const files = ['json', 'junit', 'sarif', 'html'].flatMap((kind) => [`--${kind}`, `report.${kind}`])
  const { code, output } = await probe(...only, ...files)
  expect(output).toMatch(/\d+ cases in/)
  const found = findingsIn(await read('report.json'))
  expect(found, output).toContain('aud-other-service')
  expect(found.filter((id) => !id.startsWith('aud-'))).toEqual([])
  expect(code).toBe(1)
  expect(output).toMatch(/again +TOKEN=.* --make .* --serve-issuer \d+ .* && curl .*\n/)
  expect(output).toMatch(/a service that does not remember its keys answers otherwise/)
  expect(await read('report.junit')).toContain('aud-other-service')
  expect(JSON.parse(await read('report.sarif')).version).toBe('2.1.0')
  expect(await read('report.html')).toMatch(/^<!doctype html>/i)
  expect(await probe(...only, '--baseline', 'report.json')).toMatchObject({ code: 0 })
  const accepted = found.slice(1).map((id) => ({ id, because: 'known' }))
  await writeFile(join(folder, 'known.json'), JSON.stringify({ accepted }))
  expect(await probe(...only, '--baseline', 'known.json')).toMatchObject({ code: 1 })
})

test.each(['ES256', 'RS256', 'PS512'] as const)(
  'a service that takes %s alone is probed, and nobody has to say so',
  async (algorithm) => {
    const { probe, read } = await scene({ audience: 'orders', algorithms: [algorithm] })
    const { code, output } = await probe('--only', 'sig-random,aud-other-service', '--json', 'report.json')
    expect(code, output).toBe(0)
    expect(output).not.toMatch(/has not read the key set/)
    expect(JSON.parse(await read('report.json')).target.algorithms).toEqual([algorithm])
  },
)

test('a service that nobody hears, and a call that makes no sense, end with 2', async () => {
  const { run } = await scene()
  const [port = 0] = await freePorts(1)
  expect(await run(`http://127.0.0.1:${port}/`, '--audience', 'a')).toMatchObject({ code: 2 })
  const wrong = await run('--curl', 'wget http://127.0.0.1/')
  expect(wrong).toMatchObject({ code: 2, output: expect.stringContaining('does not begin with curl') })
  expect(await run('--rate', 'fast', 'http://127.0.0.1/')).toMatchObject({ code: 2 })
})
