import { test } from 'vitest'
import { finishWorkshopTogether } from './support/finish-workshop.ts'

// Thirty do in soak/workshop-thirty.soak.ts.
test('ten people finish their tracks beside each other, and nobody finds anything of another one', async () => {
  await finishWorkshopTogether(10)
})
