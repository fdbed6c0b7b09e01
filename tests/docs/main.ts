import { runCommand } from '#core/process/run-process'

await runCommand(process, {
  name: 'npm run docs',
  about: 'Writes the pages that are made from the code: docs/scenarios, docs/reference and llms.txt.',
  examples: ['npm run docs'],
  further: () => [
    'It plays every scenario and every variant in a sandbox of its own. Read what has changed before you commit it.',
  ],
  async run({ terminal }) {
    const { writeDocuments } = await import('./write-documents.ts')
    for await (const file of writeDocuments()) terminal.write(`${file}\n`)
    return 0
  },
})
