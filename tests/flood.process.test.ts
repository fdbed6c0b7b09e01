import { existsSync } from 'node:fs'
import { expectToStand } from './support/flooded-process.ts'
import { needs } from './support/needs.ts'

const withProc = needs(!existsSync('/proc/self/status') && 'this platform has no /proc')

// Both ports, of all processes: soak/floods.soak.ts.
withProc.test('whatever strangers do at the factory, others are answered and memory stays within 100 MB', async () => {
  await expectToStand('jwt-factory', 'plain', { strangers: 100, meanwhile: 2 })
})
