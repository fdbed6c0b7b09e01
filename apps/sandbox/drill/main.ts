import { systemClock } from '#core/clock'
import { drillRotation } from './drill-rotation.ts'
import { readWishes, USAGE } from './wishes.ts'
import { renderVerdict } from './render-verdict.ts'

try {
  const wishes = readWishes(process.argv.slice(2))
  process.stdout.write(`${wishes.calls} calls A → B → C at ${wishes.rate} a second, ${wishes.rotations} rotations …\n`)
  const verdict = await drillRotation(wishes, systemClock)
  process.stdout.write(renderVerdict(verdict, wishes))
  process.exit(verdict.failures === 0 ? 0 : 1)
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
  process.exit(2)
}
