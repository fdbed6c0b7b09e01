import { expect, test } from 'vitest'
import { needs } from '../../tests/support/needs.ts'
import { RUNTIMES, trustLines } from './trust-lines.ts'

const PLAIN = '/a/keys/tls/ca.pem'
const ODD = "/a b/it's $HOME/ca.pem"

test.each(RUNTIMES)('--trust=%s prints lines with the path, and so does --trust with what they are for', (runtime) => {
  const lines = trustLines(PLAIN, runtime)
  expect(lines.join('\n')).toContain(PLAIN)
  expect(trustLines(PLAIN)).toEqual(expect.arrayContaining(lines))
})

test('all of them are named, each once, with a comment before', () => {
  expect(RUNTIMES).toHaveLength(new Set(RUNTIMES).size)
  const text = trustLines(PLAIN).join('\n')
  for (const part of text.split('\n\n')) expect(part).toMatch(/^# [^\n]+\n[^#]/)
  for (const name of [
    'NODE_EXTRA_CA_CERTS',
    'setDefaultCACertificates',
    'SSL_CERT_FILE',
    'REQUESTS_CA_BUNDLE',
    'CURL_CA_BUNDLE',
    'keytool',
    'javax.net.ssl.trustStore',
    '.NET',
    'Ruby',
  ])
    expect(text).toContain(name)
})

needs(process.platform === 'win32' && 'its shell is another one').test(
  'a path that a shell would take apart is quoted, and any other stays as it is',
  () => {
    expect(trustLines(PLAIN, 'node')).toEqual([`export NODE_EXTRA_CA_CERTS=${PLAIN}`])
    expect(trustLines(ODD, 'node')).toEqual([String.raw`export NODE_EXTRA_CA_CERTS='/a b/it'\''s $HOME/ca.pem'`])
    expect(trustLines(ODD, 'node-program').join()).toContain(JSON.stringify(ODD))
  },
)

test('a runtime that nobody knows is refused, and the known ones are named', () => {
  expect(() => trustLines(PLAIN, 'cobol')).toThrow(/"cobol", only node, .*java/)
})
