import { expect, test } from 'vitest'
import { startIssuer } from '../start-issuer.ts'

test('the first call after a certificate fault meets the certificate, though connections were kept; the first after it is well', async () => {
  await using issuer = await startIssuer()
  const ask = async () => (await issuer.fetch(issuer.jwksUri)).text()
  const keys = await ask()
  for (let round = 0; round < 3; round++) {
    await Promise.all([ask(), ask(), ask()])
    const fault = await issuer.fault('tls', 'certificate-expired')
    await expect(ask()).rejects.toMatchObject({ cause: { code: 'CERT_HAS_EXPIRED' } })
    fault.remove()
    expect(await ask()).toBe(keys)
    await issuer.fault('tls', 'certificate-of-other-name')
    await expect(ask()).rejects.toMatchObject({ cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } })
    await issuer.reset()
    expect(await ask()).toBe(keys)
  }
})
