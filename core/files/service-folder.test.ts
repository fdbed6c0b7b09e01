import { expect, test } from 'vitest'
import { inProject } from './project-folder.ts'
import { shownFolder } from './service-folder.ts'

test('a folder is shown relative to the project', () => {
  expect(shownFolder('keys', 'servicea')).toBe('keys/servicea')
  expect(shownFolder('./data/keys/', 'dump')).toBe('data/keys/dump')
  expect(shownFolder(inProject('data/keys'), 'dump')).toBe('data/keys/dump')
})

test('where a folder lies on the machine is not shown', () => {
  for (const folder of ['/srv/somewhere/keys', '../../somewhere/keys'])
    expect(shownFolder(folder, 'dump')).toBe('keys/dump')
})
