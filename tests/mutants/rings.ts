import { mutantsOf } from './mutant.ts'

const PUBLISHING = ['core/rings/publishing.test.ts', 'core/rings/key-rings-limits.test.ts']
const SHARED = ['core/rings/rotation.test.ts', 'core/rings/shared-key-rings.test.ts']

export const RING_MUTANTS = [
  ...mutantsOf(
    'core/rings/own-keys.ts',
    ['core/rings/own-keys.test.ts'],
    [
      ['a key whose file went while its owner was away is not named', ['[...rings.lost, ...lost]', '[...rings.lost]']],
      ['a key whose time was over is lost', ['!isOver(key) && ', '']],
      ['a retired key goes before its last tokens, by the leeway', [' + leewaySeconds', '']],
      ['a retired key goes while its last tokens are on their way', [' + ON_THE_WAY', '']],
    ],
  ),
  ...mutantsOf(
    'core/rings/open-key-rings.ts',
    ['core/rings/open-key-rings.test.ts'],
    [
      ['a key that is lost is dropped without a word', ['  return dropped\n', '  return []\n']],
      ['a file that goes is not missed', ['await vault.missing?.(livingOf(view))', 'undefined']],
    ],
  ),
  ...mutantsOf(
    'core/rings/ring-view.ts',
    ['core/rings/own-keys.test.ts'],
    [
      ['a retired key has no end', ["state === 'retired' ? {", 'state === undefined ? {']],
      ['a key that signs has an end', ["state === 'retired' ? {", "state !== 'prepared' ? {"]],
    ],
  ),
  ...mutantsOf(
    'core/rings/key-maker.ts',
    ['core/rings/key-maker.test.ts'],
    [
      ['all primes are sought at once', ['atOnce = AT_ONCE', 'atOnce = Infinity']],
      ['any number waits for a prime', ['waiting.length >= MAX_WAITING_KEYS', 'waiting.length < 0']],
    ],
  ),
  ...mutantsOf(
    'core/rings/open-key-rings.ts',
    ['core/rings/key-rings-limits.test.ts'],
    [['requests take all threads for their primes', ['  maker.leaveRoom()\n', '']]],
  ),
  ...mutantsOf(
    'core/rings/key-limits.ts',
    ['core/rings/key-rings-limits.test.ts'],
    [['strangers keep a service from changing its keys', ['  if (firstRings.includes(ringId)) return\n', '']]],
  ),
  ...mutantsOf('core/rings/ring-changes.ts', PUBLISHING, [
    [
      'a key signs though publishing it failed',
      ['await publish() // should it have failed when the key was prepared', ''],
    ],
    [
      'a key signs before it is published',
      ['await publish()\n    await Promise.all', 'void publish().catch(() => {})\n    await Promise.all'],
      ['await publish() // should it have failed when the key was prepared', ''],
    ],
    ['a full ring stops an emergency', ['isThere, MAX_KEYS_PER_RING + 1)', 'isThere)']],
    [
      'a clock that leaps ahead takes keys away for good',
      ['clock, sureNow } = parts', 'clock, clock: { now: sureNow } } = parts'],
    ],
  ]),
  ...mutantsOf('core/rings/rings.ts', PUBLISHING, [
    [
      'what could not be published when a key was over is never published',
      ['await changes.tidy().catch((fault: unknown) => faults.push(fault))', ''],
    ],
  ]),
  ...mutantsOf(
    'core/rings/rings.ts',
    ['core/rings/removed-rings.test.ts'],
    [
      [
        'the timer brings back what was taken away',
        ['    else view.drop(ringId)\n    return ring !== undefined', '    return true'],
      ],
    ],
  ),
  ...mutantsOf(
    'core/rings/ring-changes.ts',
    ['core/rings/removed-rings.test.ts'],
    [
      [
        'a key that came late outlives its ring',
        [
          'const ring = await book.remove(ringId)\n      if (!ring)',
          'const ring = view.ring(ringId)\n      if (!(await book.remove(ringId)))',
        ],
      ],
      ['a move makes a ring', ['ring !== undefined && nextMove(ring,', 'nextMove(ring ?? [],']],
      ['taking a key out makes a ring', ['addPrepared(ringId, isThere,', 'addPrepared(ringId, always,']],
    ],
  ),
  ...mutantsOf('core/rings/rotation.ts', SHARED, [
    [
      'a date that lies ahead is believed',
      ["  if (ring.some((entry) => liesAhead(entry, now))) return 'redate'\n", ''],
    ],
    ['a key signs as soon as it is prepared', [' && now >= prepared.since + policy.publishAhead', '']],
    [
      'a retired key is published for ever',
      ["(state === 'retired' && now < since + policy.keepAfter)", "state === 'retired'"],
    ],
  ]),
  ...mutantsOf(
    'core/rings/sealed-vault.ts',
    ['core/rings/sealed-vault.test.ts'],
    [
      [
        'sealed keys can change places',
        ['nonce).setAAD(Buffer.from(place))', "nonce).setAAD(Buffer.from(''))"],
        ['decipher.setAAD(Buffer.from(place))', "decipher.setAAD(Buffer.from(''))"],
      ],
    ],
  ),
  ...mutantsOf('core/rings/turns.ts', PUBLISHING, [
    [
      'what could not be published counts as published',
      ['    await publish?.(now)\n    last = text', '    last = text\n    await publish?.(now)'],
    ],
    ['after a failure nothing is published any more', ['turn.then(publishNow, publishNow)', 'turn.then(publishNow)']],
  ]),
  ...mutantsOf(
    'core/rings/turns.ts',
    ['core/rings/turns.test.ts'],
    [
      ['a failed turn stops those behind it', ['      return task()\n', '      throw error\n']],
      [
        'all who wait ask a store that is away',
        ['      if (UNAVAILABLE.some((kind) => error instanceof kind)) throw error\n', ''],
      ],
    ],
  ),
  ...mutantsOf(
    'core/rings/folder-vault.ts',
    ['core/rings/folder-vault.test.ts'],
    [
      [
        'a key file that cannot be read counts as lost',
        ['  throw error\n}\n\nfunction cannot', "  return { why: 'it cannot be read' }\n}\n\nfunction cannot"],
      ],
    ],
  ),
  ...mutantsOf(
    'core/rings/sealed-vault.ts',
    ['core/rings/shared-key-rings.test.ts'],
    [
      ['a damaged key stops the start', ['damaged.has(placeOf(ringId, kid)) ? undefined : ', '']],
      ['a single damaged key is a wrong secret', ['if (!isProved && known.length > 0 &&', 'if (known.length > 0 &&']],
    ],
  ),
  ...mutantsOf(
    'core/files/service-folder.ts',
    ['core/files/file-trouble.test.ts'],
    [
      [
        'a secret that cannot be read is a bug',
        [
          'explainFileFault(`the client secret of ${owner} cannot be read`, () => readIfThere(file))',
          'readIfThere(file)',
        ],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/ring-room.ts',
    ['jwt-factory/ring-pace.test.ts'],
    [
      ['a stranger has keys made without end', ['if (isPaced) pace.refuseTooFast', 'if (!kind) pace.refuseTooFast']],
      ['strangers keep clients from new issuers', [' && !forClients.includes(ringId)', '']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/ring-pace.ts',
    ['jwt-factory/ring-pace.test.ts'],
    [['who came too early never comes in time', ['< WHILE)', '< Infinity)']]],
  ),
]
