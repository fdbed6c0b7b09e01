import { runProcess } from '#core/process/run-process'
import { neighboursSettings } from './config.ts'
import { startNeighbours } from './start.ts'

await runProcess(process, {
  name: 'neighbours',
  about: 'The sidecars of scenario 11, a signer and a verifier, in one process.',
  settings: neighboursSettings,
  args: process.argv.slice(2),
  start: startNeighbours,
})
