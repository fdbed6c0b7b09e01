import { runProcess } from '#core/process/run-process'
import { neighboursSettings } from './config.ts'
import { startNeighbours } from './start.ts'

await runProcess(process, {
  name: 'neighbours',
  about:
    'The sidecars of scenario 11, the mesh of scenario 12, the gateways of scenario 13, the relays of scenario 14 and the login gateway of scenario 16, in one process.',
  settings: neighboursSettings,
  args: process.argv.slice(2),
  start: startNeighbours,
})
