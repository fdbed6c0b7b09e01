import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { runToEnd } from '../tests/support/run-to-end.ts'
import { PATIENT } from '../tests/support/sandbox.ts'

/** Runs a program of a few lines, as a person would: it ends by itself, or the test does not. */
async function runProgram(text: string): Promise<{ code: number | null; lines: string[] }> {
  const program = `import { startIssuer, startSandbox } from './testkit/testing.ts'\n${text}`
  const { code, output } = await runToEnd(process.execPath, ['--input-type=module', '-e', program])
  return { code, lines: output.trim().split('\n') }
}

test.each(['startIssuer', 'startSandbox'])(
  'after %s and stop no timer and no socket holds a process',
  async (start) => {
    const { code, lines } = await runProgram(`
    const kit = await ${start}()
    await kit.fetch(kit.jwksUri)
    await (await import('undici')).request(kit.jwksUri, { dispatcher: kit.dispatcher }).then(({ body }) => body.dump())
    const { get } = await import('node:https')
    await new Promise((done) => get(kit.jwksUri, { agent: kit.agent }, (answer) => answer.resume().on('end', done)))
    await kit.bad('key-jku-attacker')
    await kit.person('stoke').login()
    await kit.fault('*', 'hangs')
    const left = kit.fetch(kit.jwksUri).catch(() => 'ended')
    await kit.clock.advance({ days: 1 })
    await kit.stop()
    console.log(await left)
    const held = process.getActiveResourcesInfo().filter((kind) => !/^FSReq|TTY|Pipe/.test(kind))
    console.log(JSON.stringify(held))
    console.log(kit.caFile)
  `)
    expect([code, ...lines.slice(0, 2)]).toEqual([0, 'ended', '[]'])
    expect(existsSync(dirname(dirname(lines[2] ?? '')))).toBe(false)
  },
)

test.each(['startIssuer', 'startSandbox'])('%s without a stop holds no process, and leaves no file', async (start) => {
  const { code, lines } = await runProgram(`
    const kit = await ${start}()
    await kit.fetch(kit.jwksUri)
    await kit.bad('key-jku-attacker')
    console.log(kit.caFile)
  `)
  expect(code).toBe(0)
  expect(lines[0]).toMatch(/ca\.pem$/)
  expect(existsSync(dirname(dirname(lines[0] ?? '')))).toBe(false)
})

test('whoever waits for an answer gets it: it holds the process', async () => {
  const { code, lines } = await runProgram(`
    const kit = await startIssuer({ tls: false, algorithms: ['RS256'], beforeAnswer: () => new Promise((go) => setTimeout(go, 300).unref()) })
    console.log((await fetch(kit.jwksUri)).status)
    await kit.fault('jwks', { delay: '300ms' })
    const { get } = await import('node:http')
    console.log(await new Promise((told) => get(kit.jwksUri, { agent: kit.agent }, (answer) => told(answer.statusCode))))
    await kit.keys.rotate()
    console.log((await kit.issuer('other').token()).length > 100)
  `)
  expect([code, ...lines]).toEqual([0, '200', '200', 'true'])
})

test('a test of node:test that fails before its stop ends', async () => {
  const { code, lines } = await runProgram(`
    (await import('node:test')).test('red', async () => {
      await (await startSandbox({ settings: ${JSON.stringify(PATIENT)} })).play(5)
      throw new Error('red')
    })
  `)
  expect([code, lines.filter((line) => /^# (?:pass|fail) /.test(line) || /^ℹ (?:pass|fail) /.test(line)).map((line) => line.slice(2))]).toEqual([1, ['pass 0', 'fail 1']]) // prettier-ignore
})

/** What a test of an API never uses: whoever adds one of these to the start of an issuer has made every test slower. */
const NOT_LOADED = [
  'node:sqlite',
  'undici',
  'oidc-provider',
  'openid-client',
  'ldapts',
  '/pg/',
  'ioredis',
  'hash-wasm',
  'mkcert',
  '@peculiar',
  '/apps/service/',
  '/apps/neighbours/',
  '/apps/console/',
  '/apps/gateway/',
  '/apps/relay/',
  '/apps/mesh/',
  '/scenarios/',
  '/apps/probe/',
]

test('an issuer and its tokens are made without what is for others', async () => {
  const hooks = `import { registerHooks } from 'node:module'
    globalThis.loaded = []
    registerHooks({ load: (url, context, next) => (globalThis.loaded.push(url), next(url, context)) })`
  const program = `
    const { startIssuer } = await import('./testkit/testing.ts')
    const issuer = await startIssuer()
    await issuer.token().expired().signedBy('stranger')
    await issuer.stop()
    console.log(globalThis.loaded.join('\\n'))`
  const words = ['--import', `data:text/javascript,${encodeURIComponent(hooks)}`, '--input-type=module', '-e', program]
  const { code, output } = await runToEnd(process.execPath, words)
  expect(code, output).toBe(0)
  expect(output).toContain('/jwt-factory/start.ts')
  expect(NOT_LOADED.filter((name) => output.includes(name))).toEqual([])
})
