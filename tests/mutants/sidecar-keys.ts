import { mutantsOf } from './mutant.ts'

const OWN_KEYS = 'apps/sidecar/keys'

export const SIDECAR_KEY_MUTANTS = [
  ...mutantsOf(
    `${OWN_KEYS}/private-key-file.ts`,
    [`${OWN_KEYS}/key-files.test.ts`],
    [['a key for another algorithm signs', ['    if (text.form ===', '    if (text.form !==']]],
  ),
  ...mutantsOf(
    `${OWN_KEYS}/own-key.ts`,
    [`${OWN_KEYS}/key-files.test.ts`],
    [
      ['a weak key signs', ['  await loadVerificationKey(publicJwk)', '  void publicJwk']],
      ['a key on another curve signs', ['curve !== kind.curve', 'curve === undefined']],
    ],
  ),
  ...mutantsOf(
    `${OWN_KEYS}/public-key-file.ts`,
    [`${OWN_KEYS}/key-files.test.ts`],
    [['a verifier takes the private key', ["if (label.endsWith('PRIVATE KEY'))", "if (label === '')"]]],
  ),
  ...mutantsOf(
    `${OWN_KEYS}/made-key-file.ts`,
    [`${OWN_KEYS}/made-key-file.test.ts`],
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
    `${OWN_KEYS}/key-steps.ts`,
    [
      `${OWN_KEYS}/key-life.test.ts`,
      `${OWN_KEYS}/key-life-trouble.test.ts`,
      `${OWN_KEYS}/key-life-gone.test.ts`,
      `${OWN_KEYS}/key-life-stop.test.ts`,
    ],
    [
      [
        'a key rotates by the age of the process',
        ['active.createdAt + rotateEvery - clock', 'active.since + rotateEvery - clock'],
      ],
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
      ['a key is not kept', ['if (await file.write(next.key)) await', 'await']],
    ],
  ),
  ...mutantsOf(
    `${OWN_KEYS}/key-steps.ts`,
    [`${OWN_KEYS}/key-life-killed.test.ts`],
    [
      ['a next key dies with its process', ['  await file.writeNext(next.key)', '  ']],
      ['one that was revoked is published again and again', ['    await dropNext(hand, parts) // it', '    // it']],
      ['one of another algorithm goes on', ['next.key.algorithm !== algorithm', 'false']],
    ],
  ),
  ...mutantsOf(
    `${OWN_KEYS}/key-steps.ts`,
    [`${OWN_KEYS}/key-life-kept.test.ts`],
    [
      [
        'a key that was made beforehand is thrown away',
        ["standing === 'unknown' && confirmedAt", "standing === 'pending' && confirmedAt"],
      ],
      ['one of another algorithm is published', [' && !isRotationWanted', '']],
    ],
  ),
  ...mutantsOf(
    `${OWN_KEYS}/key-life.ts`,
    [`${OWN_KEYS}/key-life-kept.test.ts`],
    [
      ['a kept key that waits is taken back', ['if (hand.next?.key.kid !== lasting?.kid) await', 'await']],
      ['a kept key is written again', ['if (isKept) return true', '']],
      [
        'a start waits for a person',
        ['active !== undefined || next?.pendingSince !== undefined', 'active !== undefined'],
      ],
    ],
  ),
  ...mutantsOf(
    `${OWN_KEYS}/key-life.ts`,
    [`${OWN_KEYS}/key-life.test.ts`, `${OWN_KEYS}/key-life-trouble.test.ts`, `${OWN_KEYS}/key-life-stop.test.ts`],
    [
      [
        'nothing signs while there is trouble',
        ['    if (what !== trouble?.what) log', '    delete hand.active\n    if (what !== trouble?.what) log'],
      ],
      ['a key that has ended signs', [' && !isKeyOver(active, clock.now())', '']],
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
    `${OWN_KEYS}/registry-calls.ts`,
    [`${OWN_KEYS}/key-life-trouble.test.ts`],
    [
      ['any answer says that a key is there', ["if (standing === 'active') refuseOther(answer, kid)\n", '']],
      ['the registry may want to be asked in a year', ['Math.min(LONGEST_RETRY, seconds * 1000)', 'seconds * 1000']],
      ['what the registry says goes into the log as it is', ['shownText(redact(', '((text: string) => text)(String(']],
      ['what the registry says may be long', ['.slice(0, LONGEST_DETAIL)', '']],
    ],
  ),
]
