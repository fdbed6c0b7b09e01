import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { roomWelcome } from './room-welcome.ts'

test('the page shows what whoever starts a room is told', async () => {
  const page = await readFile(new URL('../../docs/workshop.md', import.meta.url), 'utf8')
  const room = { look: () => ({ code: 'K7MQ-24TX', seats: 30, links: ['http://localhost:4040/join'] }) }
  const told = roomWelcome({ room, facilitatorToken: 'hYb2Gz1e0bDbmDUSAfbFGw' } as never, true) // all that it looks at
  expect(page).toContain(`\`\`\`text\n${told.trim()}\n\`\`\``)
})
