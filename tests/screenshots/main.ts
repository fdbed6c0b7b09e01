import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand } from '#core/process/run-process'
import { lackOfBrowser } from '../support/chromium.ts'
import { PROJECT } from '../support/project-files.ts'
import { takePictures } from './take-pictures.ts'

/** The README shows them. */
const PICTURES = join(PROJECT, 'docs', 'pictures')

await runCommand(process, {
  name: 'npm run screenshots',
  about: 'Makes the pictures of the console in docs/pictures, from plays of a sandbox of its own.',
  examples: ['npm run screenshots'],
  further: () => ['It needs a Chromium, and playwright-core: npm ci --prefix tests/browser.'],
  async run({ terminal }) {
    if (lackOfBrowser !== false) {
      terminal.tell(`No picture was made: ${lackOfBrowser}. The pictures are those of a real browser.\n`)
      return 1
    }
    await mkdir(PICTURES, { recursive: true })
    for await (const file of takePictures(PICTURES)) terminal.write(`${file}\n`)
    return 0
  },
})
