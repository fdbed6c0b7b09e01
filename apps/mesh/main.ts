import { UsageFault } from '#core/process/command-line'
import { nearestOf } from '#core/config/nearest'
import { table } from '#core/process/help'
import { runCommand } from '#core/process/run-process'
import { MESH_COMMANDS } from './commands.ts'

const [, , meshWord = ''] = process.argv
const meshCommand = Object.hasOwn(MESH_COMMANDS, meshWord) ? MESH_COMMANDS[meshWord]?.(process) : undefined
if (meshCommand) {
  process.argv.splice(2, 1)
  await runCommand(process, meshCommand)
} else {
  const rows = Object.entries(MESH_COMMANDS).map(([word, command]) => [word, command(process).about])
  await runCommand(process, {
    name: 'npm run mesh',
    about: "The policies of a service mesh without a cluster: Istio's YAML, read as it is.",
    words: ['COMMAND'],
    further: () => ['Commands:', ...table(rows)],
    examples: ['npm run mesh -- proxy --config mesh.yaml', 'npm run mesh -- proxy --help'],
    async run({ words: [word = ''] }) {
      const names = rows.map(([name = '']) => name)
      const nearest = nearestOf(word, names)
      const hint = nearest === undefined ? `only ${names.join(', ')}` : `perhaps ${nearest} was meant`
      throw new UsageFault(`There is no "${word.slice(0, 40)}": ${hint}.`)
    },
  })
}
