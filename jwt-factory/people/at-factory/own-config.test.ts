import { expect, test } from 'vitest'
import { readPeopleConfig } from '../config/read-people-config.ts'
import { OWN_CONFIG } from './own-config.ts'

test('what the factory has where no file says it is what a file of Stoke would say', () => {
  const text = `
server: {timeout: 10000}
tokens: {persist_keys: true, user_info: {full_name: n, username: u}}
users: {create_stoke_claims: true}
`
  expect(OWN_CONFIG).toEqual(readPeopleConfig(text, '', { folder: '/' }))
})
