import { existsSync } from 'node:fs'
import { expectToStand } from './support/flooded-process.ts'
import { needs } from './support/needs.ts'

const withProc = needs(!existsSync('/proc/self/status') && 'this platform has no /proc')

/** One port of each program; the soak has both, of all processes. */
const CASES = [
  ['jwt-factory', 'plain'],
  ['serviceb', 'TLS'],
] as const

for (const [name, door] of CASES) {
  withProc.test(
    `${name}: whatever strangers do on its ${door} port, others are answered and memory stays within 100 MB`,
    () => expectToStand(name, door, { strangers: 100, meanwhile: 2 }),
  )
}
