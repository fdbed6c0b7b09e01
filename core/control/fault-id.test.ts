import { expect, test } from 'vitest'
import { faultId, newFaultId } from './fault-id.ts'

test('a new id is one that may be chosen, and is not given twice', () => {
  const ids = Array.from({ length: 1000 }, newFaultId)
  for (const id of ids) expect(faultId.safeParse(id).success).toBe(true)
  expect(new Set(ids).size).toBe(ids.length)
})

test.each(['f1', 'f22', '', 'a b', 'Outage', '../clock', '-x', 'x'.repeat(41)])('%j cannot be chosen', (id) => {
  expect(faultId.safeParse(id).success).toBe(false)
})
