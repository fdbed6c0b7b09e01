import type { AttackRow } from './attack.ts'
import { playing, type Making } from './making/bearing.ts'
import { makeToken } from './making/make-token.ts'
import { freshKid, publish, tokenOfKey, type OddKey } from './making/publishing.ts'
import { preparing, judging } from './making/sending.ts'
import { strangerKey } from './making/strangers.ts'
import type { PublishedAnswer } from './making/steps.ts'
import type { AttackWorld } from './world.ts'

/** What happens to keys: only whoever runs the issuer can play these on purpose. */
export const ROTATION_ATTACKS: readonly AttackRow[] = [
  {
    id: 'life-retired-key',
    title: 'Its key was taken out of the key set, and the service has read that',
    class: 'MUST',
    severity: { level: 'high', cwe: 324 },
    references: ['OIDC Core 10.1.1', 'RFC 7517 §4.5'],
    needs: ['issuer-key', 'key-set', 'time'],
    expects: ['401 token'],
    make: retiring('read'),
  },
  {
    id: 'life-retired-key-stale-cache',
    title: 'Its key was taken out of the key set, and the service remembers the old one',
    class: 'MUST',
    severity: { level: 'high', cwe: 324 },
    references: ['Bundle 4.1.3, 6.1'],
    needs: ['issuer-key', 'key-set'],
    expects: ['401 token'],
    watched: ['documented-time'],
    make: retiring('unread'),
  },
  {
    id: 'life-same-kid-new-key',
    title: 'The issuer gave its key id to another key',
    class: 'SHOULD',
    severity: { level: 'medium', cwe: 324 },
    references: ['RFC 7517 §4.5'],
    needs: ['issuer-key', 'key-set', 'time'],
    expects: ['401 token'],
    make: playing(async (world, changed) => {
      const kid = freshKid(world)
      const [old, next] = [keyUnder(kid, 'the first'), keyUnder(kid, 'the next')] as const
      const first = await tokenOfKey(world, kid, old)
      const second = await tokenOfKey(world, kid, changed ? old : next)
      return {
        steps: [publish(world, [old.jwk]), preparing(first), publish(world, [next.jwk]), judging(second)],
        tokens: [first, second],
      }
    }),
  },
  {
    id: 'life-jwks-empty',
    title: 'The issuer publishes an empty key set',
    class: 'MUST',
    severity: { level: 'high', cwe: 324 },
    references: ['Bundle 4.1.3'],
    needs: ['issuer-key', 'key-set', 'time'],
    expects: ['401 token'],
    make: playing(async (world, changed) => {
      const token = await makeToken(world)
      const empty = { do: 'publish', answer: { jwks: { keys: [] } }, until: 'read' } as const
      return { steps: [...(changed ? [empty] : []), judging(token)], tokens: [token] }
    }),
  },
  {
    id: 'life-jwks-not-json',
    title: 'Its key is not known yet, and the issuer answers nonsense to whoever asks for it',
    class: 'SHOULD',
    severity: { level: 'medium', cwe: 636 },
    references: ['fail closed'],
    needs: ['issuer-key', 'key-set'],
    expects: ['401 token', '503'],
    make: unreadableKeySet({
      'a page': {
        status: 200,
        headers: { 'content-type': 'text/html' },
        body: '<!doctype html><title>Sign in</title>',
      },
      'an error': { status: 500, body: '' },
      'half of it': { status: 200, headers: { 'content-type': 'application/json' }, body: '{"keys":[' },
      nothing: 'hangs',
    }),
  },
  {
    id: 'life-jwks-redirect',
    title: 'Whoever asks for the key set is sent to another host',
    class: 'MUST',
    severity: { level: 'high', cwe: 918 },
    references: ['CVE-2026-102267'],
    needs: ['issuer-key', 'key-set', 'listener'],
    expects: ['401 token', '503'],
    watched: ['no-fetch'],
    make: unreadableKeySet({
      'to the listener': ({ listener }, kid) => ({
        status: 302,
        headers: { location: `${listener}/jwks.json?kid=${kid}` },
        body: '',
      }),
    }),
  },
  {
    id: 'life-jwks-private',
    title: 'The key set holds the private half of its key',
    class: 'POLICY',
    severity: { level: 'critical', cwe: 321 },
    references: ['RFC 7517 §9.2'],
    needs: ['issuer-key', 'key-set'],
    expects: ['401 token', '2xx'],
    watched: ['alarm'],
    make: playing(async (world, changed) => {
      const kid = freshKid(world)
      const { publicKey, privateKey } = strangerKey('ES256')
      const jwk = changed ? privateKey.export({ format: 'jwk' }) : publicKey
      const token = await tokenOfKey(world, kid, { alg: 'ES256', signedBy: { stranger: 'ES256' } })
      return { steps: [publish(world, [{ ...jwk, kid, alg: 'ES256' }]), judging(token)], tokens: [token] }
    }),
  },
]

function keyUnder(kid: string, which: string): OddKey {
  const { publicKey, sign } = strangerKey('ES256', undefined, which)
  return {
    jwk: { ...publicKey, alg: 'ES256', use: 'sig', kid },
    alg: 'ES256',
    signedBy: { forged: (text) => sign(text) },
  }
}

/** A key that was in the set, and is no longer. */
function retiring(until: 'read' | 'unread'): Making {
  return playing(async (world, changed) => {
    const kid = freshKid(world)
    const key = { alg: 'ES256', signedBy: { stranger: 'ES256' } } as const
    const jwk = { ...strangerKey('ES256').publicKey, alg: 'ES256', use: 'sig', kid }
    const [first, second] = await Promise.all([tokenOfKey(world, kid, key), tokenOfKey(world, kid, key)])
    const retired = changed ? [publish(world, [], until)] : []
    return {
      steps: [publish(world, [jwk]), preparing(first), ...retired, judging(second)],
      tokens: [first, second],
    }
  })
}

type Unreadable = Readonly<Record<string, PublishedAnswer | ((world: AttackWorld, kid: string) => PublishedAnswer)>>

/** The target has never seen the key, so it has to ask; undone, it is told. */
function unreadableKeySet(answers: Unreadable): Making {
  return playing(async (world, changed) =>
    Promise.all(
      Object.entries(answers).map(async ([label, given]) => {
        const kid = freshKid(world)
        const answer = typeof given === 'function' ? given(world, kid) : given
        const token = await tokenOfKey(world, kid, { alg: 'ES256', signedBy: { stranger: 'ES256' } })
        const sound = publish(world, [{ ...strangerKey('ES256').publicKey, alg: 'ES256', use: 'sig', kid }], 'unread')
        return { label, steps: [changed ? { ...sound, answer } : sound, judging(token)], tokens: [token] }
      }),
    ),
  )
}
