import { mutantsOf } from './mutant.ts'

const ADMIN = 'jwt-factory/people/admin'
const AUDIT = [`${ADMIN}/admin-audit.test.ts`, 'jwt-factory/people/audit/journal.test.ts']
const CHANGES = [`${ADMIN}/administration.test.ts`]
const ROUTES = [`${ADMIN}/routes/who-is-believed.test.ts`]

/** Who changes the directory, and what is written down of it. */
export const PEOPLE_ADMIN_MUTANTS = [
  ...mutantsOf(`${ADMIN}/escalation.ts`, CHANGES, [
    ['a group gets what makes superusers', ['...after.groups.flatMap', '...[].flatMap']],
    ['a person comes into the group of superusers', ['...differences.flatMap((each) => lettersEntered', '...[].flatMap((each) => lettersEntered']],
    ['a link leads to superusers', ['return each.after ? [...ofGroup(each.after.group)] : []', 'return []']],
    ['whoever sets a password becomes somebody else', ['!knowsPassword && isTakenOver(each, powers)', '(false as boolean)']],
    ['superusers are removed by others', ['!were.isSubsetOf(are) ||', '(false as boolean) ||']],
    ['others take from superusers what is for them alone', ['|| !exactlyS(before, were).isSubsetOf(exactlyS(after, are))', '']],
    ['nobody is left who may do everything', ['were.size > 0 && are.size === 0', '(false as boolean)']],
  ]), // prettier-ignore
  ...mutantsOf(`${ADMIN}/letters-held.ts`, CHANGES, [
    ['a comma hides a letter', ["splits ? value.split(',') : [value]", '[value]']],
    ['whoever is S,u is a superuser', ['if (letter === SUPERUSER_LETTER) return false\n', '']],
    ['anything but S is given by anybody', ['return ADMIN_ACTIONS.every(', 'return true || ADMIN_ACTIONS.every(']],
  ]),
  ...mutantsOf(`${ADMIN}/administrator.ts`, CHANGES, [
    ['a token of before counts', ['told ? [held, told] : [held]', 'told ? [told] : [held]']],
    ['a token with fewer claims gets more', ['told ? [held, told] : [held]', '[held]']],
    ['an old password is no matter', ['(mark !== undefined && passwordMark(person) !== mark)', '(false as boolean)']],
  ]),
  ...mutantsOf(`${ADMIN}/decide-change.ts`, CHANGES, [
    ['letters are not looked at', ['!powers.actions.has(change.needs) && !isOwn', '(false as boolean)']],
    ['a token of half an hour is for ever', ["isOneself && change.isForOthers && dialect === 'strict'", '(false as boolean)']],
  ]), // prettier-ignore
  ...mutantsOf(`${ADMIN}/admin-change.ts`, CHANGES, [
    ['people change all about themselves', ["kind === 'users' && Object.keys(fields).every((field) => OF_ONESELF.has(field))", "kind === 'users'"]],
  ]), // prettier-ignore
  ...mutantsOf(`${ADMIN}/protection.ts`, [`${ADMIN}/protection.test.ts`], [
    ['who is in a protected group is not protected', ['changedIds(each.before?.groups, each.after?.groups).some(isProtected)', '(false as boolean)']],
    ['a protected claim is given away', ["each.kind === 'groups' && changedIds(each.before?.claims", "each.kind === 'links' && changedIds((each.before as any)?.claims"]],
    ['a superuser changes protected users', ['policy.protectedUsers.includes(each.before.username)', '!overrides && policy.protectedUsers.includes(each.before.username)']],
    ['S,u overrides', ['policy.superuserOverrides && isSuperuser', 'policy.superuserOverrides']],
  ]), // prettier-ignore
  ...mutantsOf(`${ADMIN}/administration.ts`, [`${ADMIN}/changes-in-turn.test.ts`], [
    ['changes are made in vain', ['await inTurn(who, () => journal.change(make))', 'await (inTurn, journal.change(make))']],
  ]), // prettier-ignore
  ...mutantsOf(`${ADMIN}/changes-in-turn.ts`, [`${ADMIN}/changes-in-turn.test.ts`], [
    ['nothing else is done in between', ['(await nextTurn(), change())', '(nextTurn, change())']],
    ['everybody waits for whoever floods it', ['caller: String(person ?? from)', "caller: String((person ?? from) === 'x')"]],
  ]), // prettier-ignore
  ...mutantsOf(`${ADMIN}/administration.ts`, AUDIT, [
    [
      'whatever people do to themselves pushes out changes',
      ["decided.isOwn ? 'own' : 'changes'", "(decided.isOwn, 'changes' as const)"],
    ],
    [
      'what is refused on a page is not written down',
      [
        'orNoted(who, change, async () =>\n        nextTokensAfter(',
        '((...asked: any[]) => asked[2]())(who, change, async () =>\n        nextTokensAfter(',
      ],
    ],
    ['what is refused is not written down', ['      await audit.note(', '      void (']],
  ]),
  ...mutantsOf(`${ADMIN}/administration.ts`, ['jwt-factory/people/console/letters-of-pages.test.ts'], [
    ['what a page refuses before a change is not written down', ['preview: (who, change) =>\n      orNoted(who, change, async () =>', 'preview: (who, change) =>\n      ((_who: unknown, _change: unknown, task: () => Promise<NextTokens>) => task())(who, change, async () =>']],
  ]), // prettier-ignore
  ...mutantsOf('jwt-factory/people/audit/journal.ts', AUDIT, [
    ['all shares count as one', ["share === 'changes' ? written : writtenBeside?.[share]", 'written']],
    ['a change leaves no entry', ['unfiled: [...left, entry]', 'unfiled: left']],
    ['entries that are not in the log are forgotten', ['(before.journal?.unfiled ?? []).filter((each) => !filed.has(numberInShare(each)))', '[] as UnfiledEntry[]']],
    ['entries stay in the directory for ever', ['filter((each) => !filed.has(numberInShare(each)))', 'filter(() => true)']],
  ]), // prettier-ignore
  ...mutantsOf('jwt-factory/people/audit/journal.ts', ['jwt-factory/people/fill-directory.test.ts'], [
    ['a file with nobody in it is loaded again and again', ['after.loaded === before.loaded ? before : after', 'before']],
  ]), // prettier-ignore
  ...mutantsOf(`${ADMIN}/differences.ts`, AUDIT, [
    ['hashes are written down', ['const { passwordHash: _hash, salt: _salt, ...others }', 'const { ...others }']],
  ]),
  ...mutantsOf(`${ADMIN}/next-tokens.ts`, AUDIT, [
    ['whoever may not read users sees their claims', ["powers.actions.has('read-users') ||", 'true ||']],
  ]),
  ...mutantsOf('jwt-factory/people/audit/audit-log.ts', AUDIT, [
    ['an old entry comes back', ['parseAuditEntry(there).number >= entry.number', '(false as boolean)']],
    ['a flood is written down', ['PACED.has(share) ? pace.leftOutBefore(share) : 0', '0 as number | undefined']],
  ]), // prettier-ignore
  ...mutantsOf('jwt-factory/people/audit/note-writers.ts', AUDIT, [
    ['a share has no bound', ['String(number % AUDIT_SHARES[share])', 'String(number)']],
    ['each asks for a number of its own', ['writer.waiting.splice(0, MOST_TOGETHER)', 'writer.waiting.splice(0, 1)'], ['if (!writer.isBusy) void writeAll', 'void writeAll']],
  ]), // prettier-ignore
  ...mutantsOf(`${ADMIN}/routes/require-administrator.ts`, ROUTES, [
    ['a login that was taken back administers', ['(!holder || holder.isRevoked)', '!holder']],
  ]),
  ...mutantsOf('jwt-factory/people/tokens/token-holder.ts', ROUTES, [
    ['that a login was taken back is forgotten', ['isRevoked: holder.isRevoked ?? false', 'isRevoked: false']],
  ]),
  ...mutantsOf(`${ADMIN}/accounts.ts`, [`${ADMIN}/routes/local-users.test.ts`], [
    ['any old password will do', ['oldPassword !== undefined && !(await passwords.check(oldPassword, person, asker))', '(false as boolean)']],
    ['guesses at a name in capitals are guesses at another', ["guessedName(person?.username ?? '')", "(person?.username ?? '')"]],
    ['an address is a name', ['person?.username === username ? person.id : -1', 'person?.id ?? -1']],
  ]), // prettier-ignore
]
