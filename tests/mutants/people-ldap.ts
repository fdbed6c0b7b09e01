import { mutantsOf } from './mutant.ts'

const SOURCES = 'jwt-factory/people/sources'
const LDAP = `${SOURCES}/ldap`
const ASKED = [`${LDAP}/ldap-directory.test.ts`]
const FILTERS = [`${LDAP}/filter-template.test.ts`]

/** Whom an LDAP directory lets in, and what it may answer. */
export const LDAP_MUTANTS = [
  ...mutantsOf(
    `${SOURCES}/choose-source.ts`,
    [`${SOURCES}/choose-source.test.ts`],
    [
      ['our own people are looked for elsewhere', ["(await find(username))?.source === 'LOCAL'", 'false']],
      ['a login costs no hash', ['    await passwords.check(password, undefined, asker)\n', '']],
      ['a row of elsewhere is ours', ["=== 'LOCAL'", '!== undefined']],
    ],
  ),
  ...mutantsOf(`${LDAP}/filter-template.ts`, FILTERS, [
    ['a star finds anybody', ['/[\\\\*()\\0]/g', '/[\\\\()\\0]/g']],
    ['a comma in a name is the next part of it', ['isPart ? escapeForName(value) : value', 'value']],
    ['bytes are letters, one each', ['written.replaceAll(BYTES_OF_LETTERS, lettersOfBytes)', 'written']],
  ]),
  ...mutantsOf(
    `${LDAP}/mirror-person.ts`,
    [`${LDAP}/mirror-person.test.ts`],
    [
      ['a row of ours is theirs', ['user.source === source', 'true']],
      ['whoever has a name is who had it', ['user.externalId === undefined && names', 'names']],
      ['who has left a group stays in it', ['!all.has(id) || theirs.has(id)', 'true']],
      ['groups that are not linked are left', ['!all.has(id) || theirs.has(id)', 'theirs.has(id)']],
      ['each login writes', ['isSame ? document : ', '']],
    ],
  ),
  ...mutantsOf(`${LDAP}/ldap-directory.ts`, ASKED, [
    ['an empty password is one', ["text !== '' && ", '']],
    [
      'it has all the time in the world',
      ['machine.delay(patience, over.signal)', 'machine.delay(patience * 1e6, over.signal)'],
    ],
    [
      'as many as like ask at once',
      ['createQueue(MOST_WAITING_FOR_LDAP, MOST_CONVERSATIONS)', 'createQueue(MOST_WAITING_FOR_LDAP, Infinity)'],
    ],
  ]),
  ...mutantsOf(
    `${LDAP}/ask-ldap.ts`,
    [...ASKED, `${LDAP}/ask-ldap.test.ts`],
    [
      ['groups are those of what was typed', ['nameInGroups(person, username)', 'username']],
      ['of two with one name the first is it', ['if (!found.isWhole)', 'if (false as boolean)']],
      ['groups are asked for as the person', ["if (bindDn !== '') await bindAsWeAre()", '']],
      ['some groups are all', ['if (!member.isWhole)', 'if (false as boolean)']],
    ],
  ),
  ...mutantsOf(
    `${LDAP}/ldap-connection.ts`,
    [...ASKED, `${LDAP}/ldap-connection.test.ts`],
    [
      ['a directory that is busy says no', ['REFUSALS_OF_BINDS.has(error.code)', 'true']],
      ['somebody without a name is let in', ["!name.includes('=') || ", '']],
      [
        'a lost connection is made again, as nobody',
        ["if (wire) throw new Error('the directory has closed the connection')", ''],
      ],
    ],
  ),
  ...mutantsOf(`${LDAP}/guarded-wire.ts`, ASKED, [
    [
      'answers do not end',
      ['if ((this.#bytes += piece.length) > MOST_LDAP_BYTES || ++this.#pieces > MOST_PIECES)', 'if (false as boolean)'],
    ],
    ['values do not end', ['if ((this.#values += values) > MOST_LDAP_VALUES)', 'if (false as boolean)']],
    ['an answer to something else is one', ['!this.#asked.answers.includes(operation)', 'false']],
  ]),
  ...mutantsOf(`${LDAP}/ldap-answer.ts`, ASKED, [
    [
      'half of a yes is one',
      [
        'expectTags([first, second, third], [BER.enumerated, BER.text, BER.text])',
        'expectTags([first], [BER.enumerated])',
      ],
    ],
    ['an attribute is the name', ['(?!dn$)', '']],
    ['a length may be any', ['if (header && header.end > LONGEST_LDAP_ANSWER)', 'if (false as boolean)']],
  ]),
  ...mutantsOf(
    `${LDAP}/ber.ts`,
    [`${LDAP}/ldap-answer.test.ts`],
    [['a value ends behind its message', ['if (!element || element.end > end)', 'if (!element)']]],
  ),
]
