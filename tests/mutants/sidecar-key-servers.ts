import { mutantsOf } from './mutant.ts'

const KEY_SERVERS = 'apps/sidecar/keys'

export const SIDECAR_KEY_SERVER_MUTANTS = [
  ...mutantsOf(
    'core/http/outside-client.ts',
    ['core/http/outside-client.test.ts'],
    [
      ['an answer may have any size', ['body: body ?? null }, maxBytes)', 'body: body ?? null }, Infinity)']],
      ['whoever ends waits for an answer', ["  signal?.addEventListener('abort', end)\n", '']],
    ],
  ),
  ...mutantsOf(
    `${KEY_SERVERS}/key-names.ts`,
    [`${KEY_SERVERS}/registry-floods.test.ts`],
    [
      ['dots are a name', ['(?!\\.+$)', '']],
      ['a slash is in a name', ['[A-Za-z0-9._~=+:@-]', '[A-Za-z0-9._~=+:@/-]']],
      ['an escape is in a name', ['[A-Za-z0-9._~=+:@-]', '[A-Za-z0-9._~=+:@%-]']],
      ['a name may be long', ['{1,256}', '{1,}']],
    ],
  ),
  ...mutantsOf(
    `${KEY_SERVERS}/listed-keys.ts`,
    [`${KEY_SERVERS}/registry-floods.test.ts`],
    [
      ['each who waits asks for a list', ['if (later) return later', '']],
      ['any number waits for a list', ['if (waiting >= MOST_WAITING_FOR_LISTS)', 'if (waiting >= Infinity)']],
      ['a list is asked for as often as it is wanted', ['if (pause <= 0) return ask', 'return ask']],
    ],
  ),
  ...mutantsOf(
    `${KEY_SERVERS}/registry-keys.ts`,
    [
      `${KEY_SERVERS}/registry-server.test.ts`,
      `${KEY_SERVERS}/registry-floods.test.ts`,
      `${KEY_SERVERS}/registry-outage.test.ts`,
    ],
    [
      [
        'a flood of made-up keys keeps a real one out',
        ['return fromList(name, question, context)', 'throw new KeysUnavailable(MANY_UNKNOWN_KEYS)'],
      ],
      ['lists of made-up services are asked for', ['!isNamed(issuer) && !heardOf.get(issuer)', 'false']],
      ['each who waits asks', ['    if (running) return running\n    const fetched', '    const fetched']],
      ['a no is not remembered', ['if (no && isNoFresh(no))', 'if (no && isNoFresh(no) && no.until < 0)']],
      ['any number of unknown keys is asked for', ['if (!room.take())', 'if (!room.take() && false)']],
      [
        'the registry is asked while it is down',
        ['    if (isFailing()) throw', '    if (isFailing() && failedAt < 0) throw'],
      ],
      [
        'a key is good for ever while the registry is down',
        ['const isUsable = age(key) < STALENESS_BOUND', 'const isUsable = true'],
      ],
      [
        'a key is not good while the registry is down',
        ['const isUsable = age(key) < STALENESS_BOUND', 'const isUsable = false'],
      ],
      [
        'everybody waits for a registry that hangs',
        ['if (!isUsable || failedAt === -Infinity) return answered', 'if (isUsable) return answered'],
      ],
      ['a key is kept as long as the registry says', ['Math.min(answer.keepFor, longest)', 'answer.keepFor']],
      ['a key of one issuer is that of another', ['const name = `${issuer} ${kid}`', 'const name = kid']],
      [
        'one key that makes the registry stumble stops all',
        ['if (cause instanceof NoAnswer) failedAt', 'if (cause instanceof Error) failedAt'],
      ],
      ['a revoked key is unknown', ['if (known.get(name)) gone.set(name, true)\n', '']],
      ['nothing is forgotten', ['known.purge((key) => age(key) >= STALENESS_BOUND)', 'known.purge(() => false)']],
    ],
  ),
  ...mutantsOf(
    `${KEY_SERVERS}/registry-answer.ts`,
    [`${KEY_SERVERS}/registry-server.test.ts`],
    [
      ['another key will do', ["jwk['kid'] !== undefined && jwk['kid'] !== kid", "jwk['kid'] === ''"]],
      ['an answer may have any number of members', [', MAX_DEPTH, MOST_STRUCTURE)', ')']],
      [
        'what a cache has kept is new',
        [
          "maxAgeSeconds(headers['cache-control']) - ageSeconds(headers['age'])",
          "maxAgeSeconds(headers['cache-control'])",
        ],
      ],
    ],
  ),
  ...mutantsOf(
    `${KEY_SERVERS}/registry-server.ts`,
    [`${KEY_SERVERS}/registry-floods.test.ts`],
    [
      [
        'the registry is asked for any issuer',
        ["if (issuers !== 'any' && !issuers.includes(issuer))", 'if (issuers.length === 0)'],
      ],
    ],
  ),
  ...mutantsOf(
    `${KEY_SERVERS}/jwks-server.ts`,
    [`${KEY_SERVERS}/key-server.test.ts`],
    [['a key set has keys of any issuer', ["issuers === 'any' || issuers.includes(issuer) ?", 'issuers.length > 0 ?']]],
  ),
  ...mutantsOf(
    `${KEY_SERVERS}/bounded-memory.ts`,
    [`${KEY_SERVERS}/registry-floods.test.ts`],
    [['any number of keys is kept', ['if (values.size <= most) break', 'if (values.size > 0) break']]],
  ),
  ...mutantsOf(
    `${KEY_SERVERS}/lax-registry.ts`,
    [`${KEY_SERVERS}/lax-key-server.test.ts`],
    [['the original is shown beyond our bounds', ['if (asking >= MOST_LAX_QUESTIONS)', 'if (asking < 0)']]],
  ),
]
