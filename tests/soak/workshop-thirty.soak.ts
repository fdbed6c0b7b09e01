import { test } from 'vitest'
import { finishWorkshopTogether } from '../support/finish-workshop.ts'

test('thirty people finish their tracks beside each other, and nobody finds anything of another one', async () => {
  await finishWorkshopTogether(30)
})
