import { runCommand } from '#core/process/run-process'

await runCommand(process, {
  name: 'npm run library-table',
  about:
    'Sends the catalogue of attacks to each library that is installed here, and to the dialects of this sandbox, and writes what came of it: libraries.json, libraries.md and the table of the README, in scenarios/attacks.',
  words: ['NAME…'],
  options: { text: { about: 'only writes page and README again, from the data as they are' } },
  examples: ['npm run library-table', 'npm run library-table -- jose jsonwebtoken', 'npm run library-table -- --text'],
  further: () => ['With a NAME the other libraries stay as they are. All of it takes three minutes.'],
  async run({ words, options, terminal }) {
    const { writeLibraryTable } = await import('./write-library-table.ts')
    return writeLibraryTable(words, { textOnly: options['text'] === true, tell: (line) => terminal.write(`${line}\n`) })
  },
})
