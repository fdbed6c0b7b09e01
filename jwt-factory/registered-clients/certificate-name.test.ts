import { describe, expect, test } from 'vitest'
import { alternativeNames, certificateNameOf } from './certificate-name.ts'
import { parseClients } from './client-file.ts'

const read = async (declared: object) => {
  const file = JSON.stringify({ a: { audiences: [], scopes: [], ...declared } })
  return (await parseClients('clients.json', file)).clients['a']
}

describe('the certificate of a client, as it is declared (RFC 8705 §2.1.2)', () => {
  test.each([
    { tlsClientAuthSubjectDn: 'CN=servicea' },
    { tlsClientAuthSubjectDn: 'CN=nightly job, O=Example' },
    { tlsClientAuthSanDns: 'servicea' },
    { tlsClientAuthSanDns: 'nightly.example.test' },
    { tlsClientAuthSanUri: 'spiffe://sandbox.test/batch' },
  ])('is enough: a client needs neither a secret nor keys beside it: %j', async (declared) => {
    expect(certificateNameOf((await read(declared)) ?? {})).toBeTypeOf('function')
  })

  test.each([
    [{ tlsClientAuthSubjectDn: 'servicea' }, /a\.tlsClientAuthSubjectDn +must be a name as RFC 4514 writes it/],
    [{ tlsClientAuthSubjectDn: '' }, /must be a name/],
    [{ tlsClientAuthSubjectDn: 7 }, /must be a text/],
    [{ tlsClientAuthSanDns: '*.example.test' }, /a\.tlsClientAuthSanDns +must be the name of a host/],
    [{ tlsClientAuthSanDns: '127.0.0.1' }, /must be the name of a host/],
    [{ tlsClientAuthSanDns: 'LOCALHOST' }, /must not be localhost: every certificate here has that name/],
    [{ tlsClientAuthSanUri: 'batch' }, /a\.tlsClientAuthSanUri +must be a URI/],
    [
      { tlsClientAuthSubjectDn: 'CN=a', tlsClientAuthSanDns: 'a' },
      /a +names its certificate in several ways: choose one/,
    ],
  ])('is refused where it names nobody, or twice: %j', async (declared, why) => {
    await expect(read(declared)).rejects.toThrow(why)
  })
})

describe('the names of a certificate, as Node writes them', () => {
  const ALL = 'DNS:servicea, IP Address:127.0.0.1, URI:spiffe://a/b, DNS:"x, DNS:serviceb", URI:"http://a/,b\\u0000"'

  test('are told apart, also where a name holds what looks like another', () => {
    expect(alternativeNames(ALL, 'DNS')).toEqual(['servicea', 'x, DNS:serviceb'])
    expect(alternativeNames(ALL, 'URI')).toEqual(['spiffe://a/b', 'http://a/,b\u0000'])
  })

  test.each([undefined, '', 'DNS:a, "', 'DNS:a", DNS:b', 'nothing'])(
    'what cannot be read to its end names nobody: %j',
    (text) => {
      expect(alternativeNames(text, 'DNS')).toEqual([])
    },
  )

  test('a name of a host is compared whatever its capitals are, and a wildcard is none', () => {
    const isIts = certificateNameOf({ tlsClientAuthSanDns: 'Service-A.test' })
    const of = (subjectAltName: string) => isIts?.({ subjectAltName } as never, () => false)
    expect(of('DNS:localhost, DNS:SERVICE-a.test')).toBe(true)
    for (const other of ['DNS:*.test', 'DNS:service-a.test.evil', 'URI:service-a.test', 'DNS:"service-a.test\\u0000"'])
      expect(of(other)).toBe(false)
  })
})
