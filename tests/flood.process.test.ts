import { existsSync } from 'node:fs'
import { expectToStand } from './support/flooded-process.ts'
import { needs } from './support/needs.ts'
import type { ProcessName } from './support/processes.ts'

const withProc = needs(!existsSync('/proc/self/status') && 'this platform has no /proc')

const CASES: [ProcessName, 'plain' | 'TLS'][] = [
  ['jwt-factory', 'plain'],
  ['jwt-factory', 'TLS'],
  ['servicea', 'plain'],
  ['serviceb', 'TLS'],
  ['servicec', 'plain'],
]

for (const [name, door] of CASES) {
  withProc.test(
    `${name}: whatever strangers do on its ${door} port, others are answered and memory stays within 100 MB`,
    () => expectToStand(name, door, { strangers: 100, meanwhile: 2 }),
  )
}
