import type { NamedCheck } from '../../../token/run-checks.ts'
import type { MeshExamination } from './examination.ts'
import { meshClaims } from './read-claims.ts'
import * as read from './read-token.ts'
import { meshRefusal } from './status.ts'

/** What a token is, in the order in which the mesh reads it: nothing here depends on a rule. */
export const READING_CHECKS: readonly NamedCheck<MeshExamination>[] = [
  {
    name: 'form',
    rule: 'as Istio: three parts, whatever dots are around them',
    needs: ['token'],
    run: (e) => void (e.form = read.meshForm(e.token)),
  },
  {
    name: 'header',
    rule: 'as Istio: one JSON object',
    needs: ['form', 'remembered'],
    run: (e) => void (e.header = e.remembered?.header ?? read.meshObject(e.form.header, 'header')),
  },
  {
    name: 'algorithm',
    rule: 'as Istio: alg is a text that it knows',
    needs: ['header'],
    run: (e) => void (e.algorithm = read.meshAlgorithm(e.header)),
  },
  {
    name: 'key-id',
    rule: 'as Istio: kid is a text, or missing',
    needs: ['header'],
    run: (e) => void (e.keyId = read.meshKeyId(e.header)),
  },
  {
    name: 'payload',
    rule: 'as Istio: one JSON object, its numbers rounded',
    needs: ['form', 'remembered'],
    run: (e) => void (e.claims = e.remembered?.claims ?? read.meshObject(e.form.payload, 'payload')),
  },
  {
    name: 'claims',
    rule: 'as Istio: iss, sub and jti are texts, iat, nbf and exp numbers, aud a text or texts',
    needs: ['claims'],
    run: (e) => void (e.known = meshClaims(e.claims)),
  },
  {
    name: 'signature-form',
    rule: 'as Istio: base64url, padded or not',
    needs: ['form'],
    run: (e) => void (e.signature = signatureIn(e.form)),
  },
]

function signatureIn({ signature }: read.MeshForm): Uint8Array {
  const bytes = read.meshBytes(signature)
  if (!bytes) throw meshRefusal('signatureBase64')
  return bytes
}
