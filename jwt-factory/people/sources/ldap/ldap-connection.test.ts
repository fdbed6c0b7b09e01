import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { LDAP_ANSWERS } from './ldap-answer.ts'
import { openLdapConnection } from './ldap-connection.ts'
import { ldapResult, openOddDirectory } from './odd-directory.fixture.ts'

test('a connection that is lost is not made again: whoever asks then would be nobody', async () => {
  const odd = await openOddDirectory(({ id, at, socket }) =>
    at === 0 ? (socket.end(ldapResult(id, LDAP_ANSWERS.bound)), []) : undefined,
  )
  const socket = connect(odd.port, '127.0.0.1')
  const closed = once(socket, 'close')
  const address = { isSecure: false, isOpen: false, connect: () => (odd.seen.made++ > 0 ? connect(odd.port) : socket) }
  const connection = openLdapConnection(address, new AbortController().signal, 5)
  expect(await connection.bind('cn=admin', 'secret')).toBe(true)
  await closed
  const search = { root: 'ou=people', filter: '(uid=fry)', attributes: ['uid'], most: 1 }
  await expect(connection.search(search)).rejects.toThrow('the directory has closed the connection')
  expect(odd.seen.made).toBe(1)
  await connection.close()
  await odd.close()
})

test('nobody binds without a name or a password, and nothing is sent for it', async () => {
  const odd = await openOddDirectory(() => expect.unreachable())
  const address = { isSecure: false, isOpen: false, connect: () => connect(odd.port, '127.0.0.1') }
  const connection = openLdapConnection(address, new AbortController().signal, 5)
  for (const [name, password] of [
    ['', 'x'],
    ['uid=fry', ''],
    ['PLAIN', 'x'],
  ] as const)
    await expect(connection.bind(name, password)).rejects.toMatchObject({ name: 'LdapUnavailable' })
  await connection.close()
  await odd.close()
})
