import { mutantsOf } from './mutant.ts'

const KEYS = 'apps/sidecar/keys'
const SIGNER = 'apps/sidecar/signer'

export const SIDECAR_KEY_MUTANTS = [
  ...mutantsOf(
    `${KEYS}/private-key-file.ts`,
    [`${KEYS}/key-files.test.ts`],
    [['a key for another algorithm signs', ['    if (text.form ===', '    if (text.form !==']]],
  ),
  ...mutantsOf(
    `${KEYS}/own-key.ts`,
    [`${KEYS}/key-files.test.ts`],
    [
      ['a weak key signs', ['  await loadVerificationKey(publicJwk)', '  void publicJwk']],
      ['a key on another curve signs', ['curve !== kind.curve', 'curve === undefined']],
    ],
  ),
  ...mutantsOf(
    `${KEYS}/public-key-file.ts`,
    [`${KEYS}/key-files.test.ts`],
    [['a verifier takes the private key', ["if (label.endsWith('PRIVATE KEY'))", "if (label === '')"]]],
  ),
  ...mutantsOf(
    `${KEYS}/made-key-file.ts`,
    [`${KEYS}/made-key-file.test.ts`],
    [
      ['an issuer leads out of the folder', ['!isRegistryName(issuer) || ', '']],
      ['the name of an issuer may be too long for a file', [' || issuer.length > LONGEST_ISSUER', '']],
      [
        'two signers share a key',
        [
          'return await holdFolder(join(folder, `.${name}.held`)',
          'return await holdFolder(join(folder, `.${name}.${String(Math.random())}`)',
        ],
      ],
      ['the lock stays when a signer ends', ['release: () => held?.release()', 'release: () => {}']],
    ],
  ),
  ...mutantsOf(
    `${KEYS}/key-steps.ts`,
    [
      `${KEYS}/key-life.test.ts`,
      `${KEYS}/key-life-trouble.test.ts`,
      `${KEYS}/key-life-gone.test.ts`,
      `${KEYS}/key-life-stop.test.ts`,
    ],
    [
      ['a key rotates by the age of the process', ['active.createdAt + rotateEvery', 'active.since + rotateEvery']],
      [
        'a key that has ended signs for the next one',
        ['if (hand.active && isKeyOver(hand.active, clock.now()))', 'if (hand.active && isKeyOver(hand.active, 0))'],
      ],
      [
        'a second new key is made while one waits',
        ['if (hand.next) return', 'if (hand.next && hand.next.pendingSince === undefined) return'],
      ],
      ['a new key signs for itself although there is an old one', ['hand.active ?? next.key', 'next.key']],
      ['an answer that got lost is not looked for', ['next.mayBePublished = true', 'next.mayBePublished = false']],
      [
        'a key that was refused is waited for',
        ["next.pendingSince !== undefined || standing === 'expired'", "standing === 'expired'"],
      ],
      [
        'a revoked key signs on',
        ["if (standing === 'active') {\n    hand.confirmedAt", "if (standing !== 'pending') {\n    hand.confirmedAt"],
      ],
      [
        'nobody asks whether the key that was kept is still known',
        ['confirmedAt === undefined ? 0', 'confirmedAt === undefined ? CONFIRM_EVERY'],
      ],
      ['a key is not kept', ['  await file.write(next.key)\n', '']],
    ],
  ),
  ...mutantsOf(
    `${KEYS}/key-life.ts`,
    [`${KEYS}/key-life.test.ts`, `${KEYS}/key-life-trouble.test.ts`, `${KEYS}/key-life-stop.test.ts`],
    [
      [
        'nothing signs while there is trouble',
        ['    if (what !== trouble?.what) log', '    delete hand.active\n    if (what !== trouble?.what) log'],
      ],
      ['a key that has ended signs', [' || isKeyOver(hand.active, clock.now())', '']],
      [
        'a registry is asked at once again',
        ['backOff(++failures, random())', 'Math.min(1000, backOff(++failures, random()))'],
      ],
      [
        'a registry that wants to be asked later is not',
        ['error instanceof RegistryTrouble ? error.retryAfter : 0', '0'],
      ],
      ['trouble is logged each time', ['if (what !== trouble?.what) log', 'log']],
      [
        'a pending key stays at the registry',
        ["if (standing === 'pending') await", "if (standing === 'unknown') await"],
      ],
      ['an active key is deleted', ["if (standing === 'pending') await", 'await']],
      ['a call that hangs holds up the end', ['registry(ending.signal)', 'registry()']],
    ],
  ),
  ...mutantsOf(
    `${KEYS}/registry-calls.ts`,
    [`${KEYS}/key-life-trouble.test.ts`],
    [
      ['any answer says that a key is there', ["if (standing === 'active') refuseOther(answer, kid)\n", '']],
      ['the registry may want to be asked in a year', ['Math.min(LONGEST_RETRY, seconds * 1000)', 'seconds * 1000']],
      ['what the registry says goes into the log as it is', ['shownText(redact(', '((text: string) => text)(String(']],
      ['what the registry says may be long', ['.slice(0, LONGEST_DETAIL)', '']],
    ],
  ),
  ...mutantsOf(
    `${KEYS}/outside-client.ts`,
    [`${KEYS}/outside-client.test.ts`],
    [
      ['an answer may have any size', ['body: body ?? null }, maxBytes)', 'body: body ?? null }, Infinity)']],
      ['whoever ends waits for an answer', ["  signal?.addEventListener('abort', end)\n", '']],
    ],
  ),
  ...mutantsOf(
    `${KEYS}/key-names.ts`,
    [`${KEYS}/registry-floods.test.ts`],
    [
      ['dots are a name', ['(?!\\.+$)', '']],
      ['a slash is in a name', ['[A-Za-z0-9._~=+:@-]', '[A-Za-z0-9._~=+:@/-]']],
      ['an escape is in a name', ['[A-Za-z0-9._~=+:@-]', '[A-Za-z0-9._~=+:@%-]']],
      ['a name may be long', ['{1,256}', '{1,}']],
    ],
  ),
  ...mutantsOf(
    `${KEYS}/registry-keys.ts`,
    [`${KEYS}/registry-server.test.ts`, `${KEYS}/registry-floods.test.ts`, `${KEYS}/registry-outage.test.ts`],
    [
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
    `${KEYS}/registry-answer.ts`,
    [`${KEYS}/registry-server.test.ts`],
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
    `${KEYS}/registry-server.ts`,
    [`${KEYS}/registry-floods.test.ts`],
    [
      [
        'the registry is asked for any issuer',
        ["if (issuers !== 'any' && !issuers.includes(issuer))", 'if (issuers.length === 0)'],
      ],
    ],
  ),
  ...mutantsOf(
    `${KEYS}/jwks-server.ts`,
    [`${KEYS}/key-server.test.ts`],
    [['a key set has keys of any issuer', ["issuers === 'any' || issuers.includes(issuer) ?", 'issuers.length > 0 ?']]],
  ),
  ...mutantsOf(
    `${KEYS}/bounded-memory.ts`,
    [`${KEYS}/registry-floods.test.ts`],
    [['any number of keys is kept', ['if (values.size <= most) break', 'if (values.size > 0) break']]],
  ),
  ...mutantsOf(
    `${KEYS}/lax-registry.ts`,
    [`${KEYS}/lax-key-server.test.ts`],
    [['the original is shown beyond our bounds', ['if (asking >= MOST_LAX_QUESTIONS)', 'if (asking < 0)']]],
  ),
  ...mutantsOf(
    `${SIGNER}/mint.ts`,
    [`${SIGNER}/mint.test.ts`],
    [
      ['ids can be guessed', ["config.dialect === 'jwtproxy'", "config.dialect !== 'jwtproxy'"]],
      [
        'a claim of the configuration replaces one of the signer',
        ['{ ...claims, ...taken, ...standing }', '{ ...standing, ...claims, ...taken }'],
        ['  refuseRegistered(config)\n', ''],
      ],
      ['a token is that of another key', ['[signer.kid, audience, taken]', '[audience, taken]']],
      ['a token is that of another audience', ['[signer.kid, audience, taken]', '[signer.kid, taken]']],
      ['a token is that of another user', ['[signer.kid, audience, taken]', '[signer.kid, audience]']],
    ],
  ),
  ...mutantsOf(
    `${SIGNER}/token-id.ts`,
    [`${SIGNER}/mint.test.ts`],
    [['an id may be short', ['length < SHORTEST_TOKEN_ID', 'length < 0']]],
  ),
  ...mutantsOf(
    `${SIGNER}/reused-tokens.ts`,
    [`${SIGNER}/mint.test.ts`],
    [
      ['a token is used to its end', ['life * USED_PART', 'life']],
      ['any number of tokens is kept', ['if (tokens.size <= MOST_REUSED) break', 'if (tokens.size > 0) break']],
      ['a token of the future is handed out', ['age >= 0 && ', '']],
      [
        'a token that could not be made is kept',
        ['tokens.get(sameness) === kept && tokens.delete(sameness)', 'undefined'],
      ],
    ],
  ),
  ...mutantsOf(
    `${SIGNER}/claims-from-headers.ts`,
    [`${SIGNER}/mint.test.ts`],
    [
      ['claims from headers may be long', ['if (left < 0)', 'if (left < -1e9)']],
      ['of two headers one counts', ['if (others.length === 0) return first', 'if (others.length >= 0) return first']],
    ],
  ),
  ...mutantsOf(
    `${SIGNER}/audience.ts`,
    [`${SIGNER}/audience.test.ts`],
    [['an audience is what the client wrote', ["dialect === 'strict' ? origin : written", 'written']]],
  ),
  ...mutantsOf(
    `${SIGNER}/authority-files.ts`,
    [`${SIGNER}/authority.test.ts`, `${SIGNER}/authority-files.test.ts`],
    [
      [
        'the authority of the sandbox intercepts',
        ['if (OF_THE_SANDBOX.test(authority.subject))', "if (authority.subject === '')"],
      ],
      [
        'two that start at once make two',
        [
          'return withFolderLock(folder, () => readOrMake(files, clock, log), machine)',
          'return readOrMake(files, clock, log)',
        ],
      ],
      [
        'an authority that has ended is used',
        ['if (authority.validToDate.getTime() <= clock.now())', 'if (authority.validToDate.getTime() <= 0)'],
      ],
    ],
  ),
  ...mutantsOf(
    `${SIGNER}/authority.ts`,
    [`${SIGNER}/authority.test.ts`],
    [
      ['a certificate is shown after its life', ['age < LEAF_LIFE / 2', 'age < Infinity']],
      ['a certificate is made for each connection', ['if (known && age >= 0', 'if (known && age < 0']],
    ],
  ),
  ...mutantsOf(
    `${SIGNER}/make-certificates.ts`,
    [`${SIGNER}/authority.test.ts`],
    [
      [
        'a certificate outlives its authority',
        ['Math.min(now + LEAF_LIFE, issuer.notAfter.getTime())', 'now + LEAF_LIFE'],
      ],
    ],
  ),
]
