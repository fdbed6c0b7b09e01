import { expect, test, vi } from 'vitest'
import { warnOfFurther } from './own-certificate.ts'

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'

test.each([0, 1, 2])(
  'with %d authorities behind ours in its file, a warning says how many there are, or there is none',
  (further) => {
    const log = { warn: vi.fn() }
    warnOfFurther(PEM.repeat(1 + further), log)
    if (further === 0) expect(log.warn).not.toHaveBeenCalled()
    else
      expect(log.warn).toHaveBeenCalledExactlyOnceWith(
        expect.objectContaining({ file: 'tls/ca.pem', further }),
        'further-authorities-believed',
      )
  },
)
