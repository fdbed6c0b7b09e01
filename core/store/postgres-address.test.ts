import { describe, expect, test } from 'vitest'
import { readPostgresAddress } from './postgres-address.ts'

const AT = 'postgres://u:p@'

test('user, password, database and host may have any sign, in percents', () => {
  const { options, shown } = readPostgresAddress('postgresql://a%40b:c%2Fd@[::1]:6000/e%20f')
  expect(options).toEqual({ host: '::1', port: 6000, user: 'a@b', password: 'c/d', database: 'e f' })
  expect(shown).toBe('postgres://[::1]:6000/e%20f')
})

test('what is not said has a value all the same: nothing is left to the environment', () => {
  expect(readPostgresAddress('postgres://u@localhost/d').options).toEqual({
    host: 'localhost',
    port: 5432,
    user: 'u',
    password: '',
    database: 'd',
  })
})

describe('what stands in the URL about TLS', () => {
  test.each([
    ['localhost/d', false],
    ['127.0.0.2/d', false],
    ['[::1]/d', false],
    ['db/d', {}],
    ['127.0.0.1.example/d', {}],
    ['10.0.0.1/d', {}],
    ['db/d?sslmode=disable', false],
    ['localhost/d?sslmode=verify-full', {}],
    ['db/d?sslmode=verify-full&sslrootcert=/a/ca.pem', { caFile: '/a/ca.pem' }],
    ['db/d?sslrootcert=ca.pem', { caFile: 'ca.pem' }],
  ])('%s', (rest, tls) => {
    expect(readPostgresAddress(AT + rest).tls).toEqual(tls)
  })

  test.each(['allow', 'prefer', 'require', 'verify-ca', 'no-verify', ''])(
    'sslmode=%s checks less than it seems to, and is refused',
    (mode) => {
      expect(() => readPostgresAddress(`${AT}db/d?sslmode=${mode}`)).toThrow(/Write sslmode=verify-full/)
    },
  )

  test('a file of an authority without TLS would be believed to be used', () => {
    expect(() => readPostgresAddress(`${AT}localhost/d?sslrootcert=ca.pem`)).toThrow(/Write sslmode=verify-full/)
  })
})
