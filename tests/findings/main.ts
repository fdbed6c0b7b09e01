import { runCommand } from '#core/process/run-process'

await runCommand(process, {
  name: 'npm run findings',
  about:
    'Writes the tables of what attacks find here: what our verifier says, and what comes through at weak twins, dialects and running parties.',
  examples: ['npm run findings'],
  further: () => [
    'It takes about a minute. Read what has changed before you commit it: a case that stands under "?" waits for somebody to say why it comes through.',
  ],
  async run({ terminal }) {
    const { writeFindings } = await import('./write-findings.ts')
    const tell = (line: string) => terminal.write(`${line}\n`)
    for await (const file of writeFindings(tell)) tell(file)
    return 0
  },
})
