import { expect, test } from 'vitest'
import { afterFloor, keepPlace } from './bundle-entries.ts'

test('a module that asks where it lies is told where it was', () => {
  expect(keepPlace('const top = import.meta.dirname', '../../core/files/x.js')).toBe(
    'import { fileURLToPath as pathOfPlace } from \'node:url\'; const top = pathOfPlace(new URL("../../core/files", import.meta.url))',
  )
  expect(keepPlace('new URL("y.yaml", import.meta.url)', '../../a/x.js')).toBe(
    'new URL("y.yaml", new URL("../../a/x.js", import.meta.url).href)',
  )
  expect(keepPlace('import.meta.resolve("htm")', '../../a/x.js')).toBe('import.meta.resolve("htm")')
})

test('an entry looks at the Node before all else', () => {
  expect(afterFloor('export{}', 'testkit/testing.js')).toBe('import"../../bin/floor.js";export{}')
})
