import { mutantsOf } from './mutant.ts'

/** The register of clients, and what follows from it. */
export const REGISTER_MUTANTS = [
  ...mutantsOf(
    'jwt-factory/registered-clients/faults-between.ts',
    ['jwt-factory/registered-clients/faults-between.test.ts', 'jwt-factory/registered-clients/faulty-clients.test.ts'],
    [
      ['two clients may share an audience', ['else if (first !== undefined)', 'else if (false)']],
      ['an audience may be the id of another client', ['audience !== id && byId.has(audience)', 'false']],
      [
        'a declared subject may be another client',
        ['|| !namesAnother(sub, id, looks.get(lookOf(sub)) ?? [])', '|| sub.length > 0'],
      ],
      ['a client may be named by an id that stands in no token', ['audienceOf(callee) === name', 'true']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/registered-clients/read-declarations.ts',
    ['jwt-factory/registered-clients/many-clients.test.ts'],
    [
      ['a file is read at a stretch', ['await nextTurn()', 'void nextTurn()']],
      ['all faults are named', ['own.slice(0, MOST_DECLARATION_FAULTS)', 'own']],
      [
        'a file is read on, however many its faults are',
        ['if (faults.length >= MOST_DECLARATION_FAULTS) return found', ''],
      ],
      ['each entry of a long list is looked at', ['member.length > MOST_MEMBERS', 'member.length < 0']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/registered-clients/clients.ts',
    ['jwt-factory/registered-clients/many-clients.test.ts'],
    [['clients are made at a stretch', ['await nextTurn()', 'void nextTurn()']]],
  ),
  ...mutantsOf(
    'core/token/look-of.ts',
    ['jwt-factory/registered-clients/look-alike.test.ts'],
    [
      ['a form of another width is another name', ["name.normalize('NFKC')", 'name']],
      ['what is not seen makes another name', [".replace(NOT_SEEN, '')", '']],
      [
        'capitals make another name',
        ['.toUpperCase() // some letters are one letter in capitals alone: ı, ß\n    .toLowerCase()', ''],
      ],
      ['letters of another script make another name', ['LATIN.get(letter) ?? letter', 'letter']],
      ['strokes through a letter make another name', [".replace(STROKES, '')", '']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/registered-clients/look-alike.ts',
    ['jwt-factory/registered-clients/look-alike.test.ts'],
    [
      ['the name of a process is free', ['[...ids, ...PROCESS_NAMES]', 'ids']],
      ['a name that is turned is another name', ['if (TURNING_SIGN.test(subject)) return true', '']],
      ['a letter that is not listed makes another name', ['(isMixed && mayBe', '(false && mayBe']],
      [
        'a name in another alphabet is that of anybody',
        ['ASCII_LETTER.test(seenOf(subject)) && FOREIGN.test(look)', 'true'],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/routes/introspect.ts',
    ['jwt-factory/oauth/granted/audience-url.test.ts'],
    [['introspection goes by the id of the recipient', ['.includes(audience)', '.includes(id)']]],
  ),
  ...mutantsOf(
    'jwt-factory/grants/token-exchange.ts',
    ['jwt-factory/oauth/granted/audience-url.test.ts'],
    [
      [
        'an exchange goes by the id of the recipient',
        ["'subject_token', client.audience)", "'subject_token', client.id)"],
      ],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/control/client-changes.ts',
    ['jwt-factory/control/client-changes.test.ts', 'jwt-factory/control/client-changes-file.test.ts'],
    [
      ['a changed client may clash with others', ['if (faults.length > 0) throw', 'if (false) throw']],
      ['nobody is told that a change was taken back', ['if (lost.length > 0) control', 'if (lost.length < 0) control']],
      ['a reset goes back to the file as it was at the start', ['      base = next.clients\n', '']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/control/client-overlay.ts',
    ['jwt-factory/control/client-changes-file.test.ts'],
    [
      [
        'a file that is read again takes changes back',
        ['for (const [id, { client }] of changed) {', 'for (const [id, { client }] of [...changed].slice(0, 0)) {'],
      ],
      [
        'a change stays beside a file that it clashes with',
        ['if (canStand(changed)) return', 'if (changed.size >= 0) return'],
      ],
      ['every change is taken back when one clashes', ['if (!canStand(kept)) kept', 'if (id !== undefined) kept']],
      ['a change takes the room of declared issuers', ['...roomFaults(ofClients, ofIssuers)', '']],
      ['a file that clashes by itself takes changes back', ['known.has(fault))', 'known.size < 0)']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/registered-clients/declared-claims.ts',
    ['jwt-factory/registered-clients/declared-claims.test.ts'],
    [
      ['a claim of the issuer can be declared', ['if (PROTOCOL_CLAIMS.has(name))', 'if (false)']],
      ['declared claims may be of any size', ['Buffer.byteLength(JSON.stringify(claims))', '(0)']],
      [
        'their size is counted in characters',
        ['Buffer.byteLength(JSON.stringify(claims))', 'JSON.stringify(claims).length'],
      ],
      ['a claim may have any name', ['!NAME_OF_CLAIM.test(name) || ', '']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/registered-clients/claim-template.ts',
    ['jwt-factory/registered-clients/claim-template.test.ts'],
    [
      ['a secret may stand in a token', ['SECRET_PARAMETERS.has(name))', 'name === undefined)']],
      ['a text is looked at from every beginning to its end', ['([^${}]*)', '([^}]*)']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/registered-clients/clients.ts',
    ['jwt-factory/registered-clients/faulty-clients.test.ts'],
    [['a client may have a lifetime that no token has', ['(lifetime ?? 0) > tokenLifetimeSeconds', 'false']]],
  ),
  ...mutantsOf(
    'jwt-factory/oauth/proof/authenticate-client.ts',
    ['jwt-factory/oauth/proof/two-secrets.test.ts'],
    [['the other secret does not work', ['client?.otherSecret ?? []', '[]']]],
  ),
  ...mutantsOf(
    'jwt-factory/registered-clients/watch-clients.ts',
    ['jwt-factory/registered-clients/watch-clients.test.ts'],
    [
      ['a fault is told every second', ['  if (what !== told) log', '  log']],
      [
        'a secret is written once or never',
        ['if (version === seen && isSettled) return secrets.tryAgain()', 'if (version === seen && isSettled) return'],
      ],
      ['what is written in the moment of reading is missed', ['version === seen && isSettled', 'version === seen']],
      ['all faults of a file are a line of the log', ['faults.slice(0, MOST_FAULTS)', 'faults']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/registered-clients/secret-writer.ts',
    ['jwt-factory/registered-clients/watch-clients.test.ts'],
    [
      [
        'the services keep the secret that they have',
        ['await handOutSecrets(keysFolder, ids, declared)', 'await Promise.resolve()'],
      ],
      [
        'what cannot be written keeps the other changes away',
        ['      const reason = errorText(error)\n', '      const reason = errorText(error)\n      throw error\n'],
      ],
      ['a secret that cannot be written is told each time', ['if (reason !== unwritten?.reason) log', 'log']],
      ['it is tried again every second', ['clock.monotonic() - unwritten.since >= TRY_SECRETS_AGAIN', 'true']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/registered-clients/open-clients.ts',
    ['jwt-factory/registered-clients/faulty-clients.test.ts', 'jwt-factory/registered-clients/watch-clients.test.ts'],
    [['a file of clients may have any size', ['readUtf8IfThere(file, MAX_CLIENTS_FILE)', 'readUtf8IfThere(file)']]],
  ),
  ...mutantsOf(
    'jwt-factory/registered-clients/hand-out-secrets.ts',
    ['jwt-factory/registered-clients/open-clients.test.ts', 'jwt-factory/registered-clients/watch-clients.test.ts'],
    [
      ['a service keeps the secret that it has', ['=== secret.trim())', '!== undefined)']],
      ['one that cannot be written keeps others away', ['.catch((error: unknown) => faults.push(error))', '']],
    ],
  ),
  ...mutantsOf(
    'jwt-factory/registered-clients/clients.ts',
    ['jwt-factory/oauth/proof/same-looks.test.ts'],
    [['who names a key of the client is answered sooner', ['const LOOK_EACH_TIME = 0', 'const LOOK_EACH_TIME = 1000']]],
  ),
]
