import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PROJECT_FOLDER } from '../files/project-folder.ts'
import { reachable } from './process-settings.ts'
import { PROCESSES, type ProcessRow } from './process-table.ts'
import { calleesFirst, PEER_NAMES, PROCESS_NAMES } from './processes.ts'

test.each([
  [undefined, 'localhost'],
  ['', 'localhost'],
  ['127.0.0.1', 'localhost'],
  ['127.0.1.1', '127.0.1.1'],
  ['0.0.0.0', 'localhost'],
  ['::', 'localhost'],
  ['::1', 'localhost'],
  ['localhost', 'localhost'],
  ['10.0.0.7', '10.0.0.7'],
  ['fd00::7', '[fd00::7]'],
  ['sandbox.test', 'sandbox.test'],
])('a listener on %s is found under %s', (host, expected) => {
  expect(reachable(host)).toBe(expected)
})

const rows = Object.entries<ProcessRow>(PROCESSES)

test('every process has ports of its own, and a prefix', () => {
  const ports = rows.flatMap(([, { port, tlsPort = [] }]) => [port, tlsPort].flat())
  expect(new Set(ports).size).toBe(ports.length)
  expect(new Set(rows.map(([, { prefix }]) => prefix)).size).toBe(rows.length)
})

test('whom a process calls is a process that can be called', () => {
  for (const [name, { calls }] of rows) {
    for (const callee of calls) expect(PEER_NAMES, `${name} calls ${callee}`).toContain(callee)
  }
})

test('who is called starts before whoever calls it, and nobody starts twice', () => {
  expect(calleesFirst(PROCESS_NAMES)).toEqual([
    'jwt-factory',
    'servicec',
    'serviceb',
    'neighbours',
    'servicea',
    'console',
  ])
  expect(calleesFirst(['serviceb'])).toEqual(['jwt-factory', 'servicec', 'serviceb'])
})

test('package.json has a command for every process, which starts what its row says', async () => {
  const { scripts } = JSON.parse(await readFile(join(PROJECT_FOLDER, 'package.json'), 'utf8'))
  for (const [name, { command }] of rows) {
    expect(scripts[name]).toBe(`node --import ./core/process/runtime.js ${command.join(' ')}`)
  }
})
