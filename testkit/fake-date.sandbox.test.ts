import { afterEach, expect, test, vi } from 'vitest'
import { startIssuer, startSandbox } from './testing.ts'
import { PATIENT } from '../tests/support/sandbox.ts'

afterEach(() => {
  vi.useRealTimers()
})

test.each(['2030-01-01', '2020-01-01'])(
  'certificates are of today for TLS where a test has set its date to %s before',
  async (date) => {
    vi.useFakeTimers({ now: new Date(date) })
    await using issuer = await startIssuer()
    expect((await issuer.fetch(issuer.jwksUri)).status).toBe(200)
    const expired = await issuer.fault('tls', 'certificate-expired')
    await expect(issuer.fetch(issuer.jwksUri)).rejects.toMatchObject({ cause: { code: 'CERT_HAS_EXPIRED' } })
    await expired.remove()
    await using sandbox = await startSandbox({ settings: PATIENT })
    expect((await sandbox.play(5)).answer).toMatchObject({ valid: true })
  },
)
