import { expect, test } from 'vitest'
import { shownFolder } from './service-folder.ts'

test('a folder is shown relative to the project', () => {
  expect(shownFolder('keys', 'servicea')).toBe('keys/servicea')
  expect(shownFolder('./data/keys/', 'dump')).toBe('data/keys/dump')
})

test('where a folder lies on the machine is not shown', () => {
  expect(shownFolder('/srv/somewhere/keys', 'dump')).toBe('keys/dump')
})
