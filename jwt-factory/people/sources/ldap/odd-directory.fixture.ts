import { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { systemClock } from '#core/clock'
import { createLog } from '#core/log'
import { createMemoryStore } from '#core/store/memory-store'
import { createDirectory } from '../../directory/directory.ts'
import { STRICT_RULES } from '../../directory/small-directory.fixture.ts'
import { BER, berElement, berElements, readBerHeader } from './ber.ts'
import { LDAP_ANSWERS } from './ldap-answer.ts'
import { readLdapAddress } from './ldap-address.ts'
import { createLdapDirectory } from './ldap-directory.ts'
import { readFilterTemplate } from './filter-template.ts'

export const berText = (text: string) => berElement(BER.text, Buffer.from(text))
export const berNumber = (value: number, tag: number = BER.integer) => berElement(tag, Buffer.of(value))

export const ldapMessage = (id: number, operation: number, ...parts: Buffer[]) =>
  berElement(BER.sequence, berNumber(id), berElement(operation, ...parts))

/** What ends an answer; 0 is yes. */
export const ldapResult = (id: number, operation: number, code = 0) =>
  ldapMessage(id, operation, berNumber(code, BER.enumerated), berText(''), berText(''))

export const ldapAttribute = (name: string, ...values: string[]) =>
  berElement(BER.sequence, berText(name), berElement(BER.set, ...values.map(berText)))

export const ldapEntry = (id: number, name: string, ...attributes: Buffer[]) =>
  ldapMessage(id, LDAP_ANSWERS.entry, berText(name), berElement(BER.sequence, ...attributes))

/** Somebody whom any filter finds. */
export const anEntry = (id: number, name = 'uid=fry') =>
  ldapEntry(id, name, ...['uid', 'givenName', 'sn', 'mail', 'cn'].map((part) => ldapAttribute(part, `fry-${part}`)))

/** What a directory says when it is asked; undefined: as one does that knows everybody, and believes all they say. */
export type OddAnswer = (request: { id: number; operation: number; at: number; socket: Socket }) => Buffer[] | undefined

const BIND = 0x60

function usualAnswer(id: number, operation: number): Buffer[] {
  if (operation === BIND) return [ldapResult(id, LDAP_ANSWERS.bound)]
  return operation === 0x63 ? [anEntry(id), ldapResult(id, LDAP_ANSWERS.searched)] : [] // nobody answers an unbind
}

/**
 * A directory that says what a test wants: a port that takes whole requests, and the part of ours that asks it. `at` counts the requests of
 * a connection: 0 binds, 1 searches the person, 2 binds as the person, 3 binds again, 4 searches the groups.
 */
export async function openOddDirectory(answer: OddAnswer = () => undefined, patience = 60_000) {
  const seen = { connections: 0, open: 0, most: 0, made: 0 }
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    seen.connections++
    seen.most = Math.max(seen.most, ++seen.open)
    socket.on('error', () => {})
    socket.once('close', () => void (seen.open--, sockets.delete(socket)))
    let pending = Buffer.alloc(0)
    let at = 0
    socket.on('data', (piece: Buffer) => {
      pending = Buffer.concat([pending, piece])
      for (;;) {
        const end = readBerHeader(pending, 0, pending.length)?.end ?? Infinity
        if (end > pending.length) return
        const start = readBerHeader(pending, 0, end)?.start ?? 0
        const [first, second] = berElements(pending, { start, end })
        const id = first ? pending.readIntBE(first.start, first.end - first.start) : 0
        const operation = second?.tag ?? 0
        pending = pending.subarray(end)
        for (const bytes of answer({ id, operation, at: at++, socket }) ?? usualAnswer(id, operation))
          socket.write(bytes)
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // it listens
  const lines: string[] = []
  const log = createLog({ name: 'people', level: 'debug', format: 'json', clock: systemClock, write: (line) => void lines.push(line) }) // prettier-ignore
  const directory = createDirectory(createMemoryStore(systemClock))
  const ldap = createLdapDirectory({
    name: 'LDAP',
    address: readLdapAddress(`ldap://127.0.0.1:${port}`, undefined),
    questions: {
      bindDn: 'cn=admin',
      bindPassword: 'secret of the service',
      users: { root: 'ou=people', filter: readFilterTemplate('(uid={{.Username}})'), firstNameField: 'givenName', lastNameField: 'sn', emailField: 'mail' }, // prettier-ignore
      groups: { root: 'ou=groups', filter: readFilterTemplate('(member={{.UserDN}})'), nameField: 'cn' },
    },
    patience,
    directory,
    rules: STRICT_RULES,
    clock: systemClock,
    machine: systemClock,
    log,
  })
  return {
    ldap,
    port,
    directory,
    seen,
    lines,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
