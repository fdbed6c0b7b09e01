import { expect, test } from 'vitest'
import { readProjectFile } from '../../../tests/support/project-files.ts'
import { NAMES_VERSION, stampVersion } from './stamp-version.ts'

test.each(NAMES_VERSION)('%s has the version in the end', async (path) => {
  const text = await readProjectFile(path)
  const stamped = stampVersion(text, '9.8.7', '2026-01-31')
  expect(stamped).toMatch(/^## 9\.8\.7 - 2026-01-31$|^ {4}default: jwt-sandbox@9\.8\.7$/m)
  const changed = stamped.split('\n').filter((line) => !text.split('\n').includes(line))
  expect(changed).toHaveLength(1)
})

test('what is written next is not released again', () => {
  expect(stampVersion('# Changelog\n\n## Unreleased\n\n- a\n', '1.0.0', '2026-01-31')).toBe(
    '# Changelog\n\n## Unreleased\n\n## 1.0.0 - 2026-01-31\n\n- a\n',
  )
  expect(() => stampVersion('nothing', '1.0.0', '2026-01-31')).toThrow('there is neither')
})
