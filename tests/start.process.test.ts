import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { calleesFirst, rowOf, STARTED_NAMES, type ProcessName } from '#core/config/processes'
import { ask, expectAllPlaysGood, untilHealthy } from './support/play-all.ts'
import { freePortSettings, isFree } from './support/ports.ts'
import { npm, start, startNode, testFolder, testKeysFolder, type Running } from './support/processes.ts'
import { until } from './support/until.ts'

async function startSandbox() {
  const { env, ports } = await freePortSettings()
  const sandbox = npm(['start'], { ...env, KEYS_FOLDER: await testKeysFolder() })
  await untilWelcome(sandbox)
  return { sandbox, ports }
}

const untilWelcome = (sandbox: Running) =>
  until('the welcome of npm start', () => sandbox.output().includes('The sandbox is ready') || hasEnded(sandbox))

/** So that a start that failed is told by what it printed, not by a wait in vain. */
function hasEnded(process: Running): boolean {
  if (process.code() !== undefined) throw new Error(`it ended:\n${process.output()}`)
  return false
}

async function expectNothingLeft(process: Running, ports: Record<string, number>) {
  await until('the end of all processes', () => !process.hasLeftSomething())
  expect(await Promise.all(Object.values(ports).map(isFree))).not.toContain(false)
}

test.each<[string, readonly ProcessName[], typeof startNode]>([
  ['callees first, by npm', calleesFirst(STARTED_NAMES), (name, env) => npm(['run', name], env)],
  ['callers first', calleesFirst(STARTED_NAMES).toReversed(), startNode],
])('each process runs alone, in any order (%s), and ends alone', async (_what, order, startOne) => {
  const { env, ports } = await freePortSettings()
  const settings = { ...env, KEYS_FOLDER: await testKeysFolder() }
  const started: Running[] = []
  for (const name of order) {
    started.push(startOne(name, settings))
    await untilHealthy(ports[`${rowOf(name).prefix}_PORT`])
  }
  await expectAllPlaysGood(ports)
  for (const process of started) process.kill('SIGTERM') // to npm alone, where it is npm
  for (const process of started) await until('its end', () => !process.hasLeftSomething())
  expect(await Promise.all(Object.values(ports).map(isFree))).not.toContain(false)
})

test('npm start tells who listens where and what to try, all of which is true; a second one does not take it for its own: it says who has a port, once, and ends', async () => {
  const { sandbox, ports } = await startSandbox()
  const told = sandbox.output()
  for (const port of Object.values(ports)) expect(told).toMatch(new RegExp(`https?://localhost:${port}\\b`))
  await expectAllPlaysGood(ports)
  const tries = [...told.matchAll(/curl "?localhost:(\d+)(\/[^\s"]*)/g)]
  expect(tries.length).toBeGreaterThanOrEqual(5)
  for (const [, port, path = ''] of tries) expect((await ask(Number(port), path))?.status, path).toBe(200)

  await expectRefusedBeside(ports)
  await expectAllPlaysGood(ports) // and nothing has happened to the first
  sandbox.killGroup('SIGINT') // what Ctrl-C does
  await expectNothingLeft(sandbox, ports)
  expect(sandbox.output()).not.toMatch(/\n\s+at /)
})

async function expectRefusedBeside(ports: Record<string, number>) {
  const env = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)]))
  const second = npm(['start'], { ...env, KEYS_FOLDER: await testKeysFolder() })
  expect(await second.ended()).toBe(1)
  const told = second.output()
  expect(told).not.toContain('The sandbox is ready')
  expect(told.match(/is taken/g)).toHaveLength(1)
  // A process that is too busy to say who it is, is named as the system knows it; who-listens.test.ts has both.
  expect(told).toMatch(
    /^the sandbox cannot start: (.+): port \d+ is taken: (?:\1 of a sandbox|node \(process \d+\)).* or set [A-Z]+_PORT to/m,
  )
  expect(told).not.toMatch(/exited with|SIGTERM/)
}

test('where the output of npm start is a file, its lines are JSON, and what is for a person stands beside them; after SIGTERM to all of it nothing is left', async () => {
  const { env, ports } = await freePortSettings()
  const file = join(await testFolder(), 'log')
  const settings = { ...env, KEYS_FOLDER: await testKeysFolder() }
  const sandbox = start('/bin/sh', ['-c', `npm start --silent > ${file}`], settings)
  await untilWelcome(sandbox)
  sandbox.killGroup('SIGTERM')
  await expectNothingLeft(sandbox, ports)
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(expect.arrayContaining(['listening']))
})

test('npm start leaves no process and no taken port behind after SIGTERM to npm alone', async () => {
  const { sandbox, ports } = await startSandbox()
  sandbox.kill('SIGTERM')
  await expectNothingLeft(sandbox, ports)
})
