import { dialectLike } from '../../core/access/dialect-like.ts'
import { strictSidecar, type StrictSidecarParts } from '../../core/access/dialects/sidecar.ts'

/** A system that forgot one line: nobody looks whether a token has ended. */
export const patient = (parts: StrictSidecarParts) =>
  dialectLike(strictSidecar(parts), {
    name: 'patient',
    title: 'As a sidecar of this sandbox does it, and a token never ends',
    without: ['expiry'],
    gaps: [{ id: 'exp', by: 'checks', says: 'A token that has ended is believed.' }],
  })
