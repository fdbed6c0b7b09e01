import { Problem } from '#core/http/problem'
import type { View } from '#core/page/html'
import type { AdminChange } from '../admin/admin-change.ts'
import type { Administration } from '../admin/administration.ts'
import type { Administrator } from '../admin/administrator.ts'
import { entryDifferences, nameOfEntry, shownDifferences } from '../admin/differences.ts'
import type { AdminAction } from '../admin/stoke-letters.ts'
import type { Directory } from '../directory/directory.ts'
import { ENTRY_NAMES, type DirectoryDocument, type EntryKind } from '../directory/document.ts'
import type { DirectoryRules } from '../directory/rules.ts'
import { addressOfCaller } from '../routes/answer-person.ts'
import type { AdminVisit } from './admin-visit.ts'
import { ChangeDone, ChangeOffer, type ChangeShown } from './pages/change.view.ts'
import type { AdminForm } from './session/admin-form.ts'

export interface ChangeParts {
  administration: Administration
  directory: Pick<Directory, 'read'>
  rules: DirectoryRules
}

/** What a form asks for. */
export interface FormChange {
  /** As a sentence begins: "Change the group Writers". */
  title: string
  change: AdminChange
  /** Where one goes instead, and, by the id of the entry, afterwards. */
  back: string
  backTo?: (id: number) => string
  /** What is taken away comes back in no other way. */
  isDanger?: boolean
  /** Fields that are asked for at the last moment, and what the change is with them. */
  last?: { fields: View; complete(): Promise<AdminChange> }
}

/** Somebody else was faster. */
class ChangedMeanwhile extends Error {
  override readonly name = 'ChangedMeanwhile'
}

/** Never on a page again. */
const NOT_SHOWN_AGAIN = new Set(['form', 'step', 'version', 'password', 'repeat', 'old'])

/**
 * A change in two steps: the first shows what it would do to the next tokens, and the second makes it, if the directory is still the one
 * that was looked at.
 * @throws AdminRefused, DirectoryFault
 */
export async function changeByForm(
  visit: AdminVisit,
  form: AdminForm,
  { administration, directory, rules }: ChangeParts,
  asked: FormChange,
): Promise<void> {
  const who = administratorOf(visit)
  const document = await directory.read()
  const tokens = await administration.preview(who, asked.change)
  const after = asked.change.apply(document, rules)
  const shown = shownTo(visit, { asked, document, after: after.document, tokens })
  const seen = form.has('version') ? Number(form.text('version')) : undefined
  const isLate = seen !== undefined && seen !== document.version
  const offer = (late: boolean, version: number, refused?: Problem) =>
    visit.show(
      asked.title,
      ChangeOffer({
        ...shown,
        visitor: visit.visitor,
        action: visit.request.path,
        fields: form.fields.filter(([name]) => !NOT_SHOWN_AGAIN.has(name)),
        version,
        isLate: late,
        isDanger: asked.isDanger ?? false,
        ...(asked.last && { secrets: asked.last.fields }),
        ...(refused && { trouble: refused.detail }),
      }),
      refused?.status,
    )
  if (form.text('step') !== 'save' || isLate) return offer(isLate, document.version)
  try {
    const change = (await asked.last?.complete()) ?? asked.change
    const { id } = await administration.change(who, ifStill(document.version, change))
    await visit.show(asked.title, ChangeDone({ ...shown, back: asked.backTo?.(id) ?? asked.back }))
  } catch (error) {
    if (error instanceof ChangedMeanwhile) return offer(true, (await directory.read()).version)
    const isOfLast = asked.last && error instanceof Problem && error.status < 500
    if (!isOfLast) throw error
    await offer(false, document.version, error) // a browser does not come back to what a form has answered
  }
}

/** Refuses to change another document than the one that was shown. */
const ifStill = (version: number, change: AdminChange): AdminChange => ({
  ...change,
  apply(document, rules) {
    if (document.version !== version) throw new ChangedMeanwhile('the directory was changed in the meantime')
    return change.apply(document, rules)
  },
})

/** Who asks, for whoever decides about it. */
export const administratorOf = ({ visitor, request }: Pick<AdminVisit, 'visitor' | 'request'>): Administrator => ({
  person: visitor.person.id,
  mark: visitor.mark,
  from: addressOfCaller(request),
})

/** Whoever may not read users hears how many it is about, and no more. */
const READS: Record<string, AdminAction> = {
  user: 'read-users',
  group: 'read-groups',
  claim: 'read-claims',
  link: 'read-groups',
}

interface Looked {
  asked: FormChange
  document: DirectoryDocument
  after: DirectoryDocument
  tokens: ChangeShown['tokens']
}

function shownTo({ visitor }: AdminVisit, { asked, document, after, tokens }: Looked): ChangeShown {
  const all = entryDifferences(document, after)
  const mine = all.filter(({ kind }) => visitor.may(READS[ENTRY_NAMES[kind]] ?? 'read-users') || isSelf(asked, visitor.person.id)) // prettier-ignore
  const { differences, moreDifferences = 0 } = shownDifferences(mine)
  return {
    title: asked.title,
    back: asked.back,
    differences,
    moreDifferences: moreDifferences + all.length - mine.length,
    tokens,
    nameOf: namesOfEntries(document, after),
  }
}

const isSelf = ({ change }: FormChange, person: number) => change.kind === 'users' && change.id === person

/** What is new has its name in the later document, and what is gone in the earlier one. */
export function namesOfEntries(...documents: readonly DirectoryDocument[]): (kind: string, id: number) => string {
  const kinds = Object.entries(ENTRY_NAMES) as [EntryKind, string][] // its keys are the kinds
  const names = new Map(
    documents.flatMap((document) =>
      kinds.flatMap(([kind, name]) =>
        document[kind].map((entry) => [`${name} ${entry.id}`, nameOfEntry(entry)] as const),
      ),
    ),
  )
  return (kind, id) => names.get(`${kind} ${id}`) ?? `#${id}`
}
