import { addEntry } from '../../jwt-factory/people/directory/changes.ts'
import { smallUser, STRICT_RULES } from '../../jwt-factory/people/directory/small-directory.fixture.ts'
import { idOf, openAdminPeople } from '../../jwt-factory/people/admin/routes/admin-routes.fixture.ts'
import { SEED_CONFIG } from '../../jwt-factory/people/people.fixture.ts'

/** People in a dialect, and the login of somebody who may change users, groups and claims, and is no superuser. @param at where their clock stands */
export async function openChanger(dialect: 'stoke' | 'strict', at?: number) {
  const config = `dialect: ${dialect}\nunsafe_claims: true\n${SEED_CONFIG}`
  const people = await openAdminPeople({ config, ...(at !== undefined && { at }) })
  await people.directory.change((document) => {
    const groups = ['group-C', 'group-G', 'group-U'].map(idOf)
    const added = addEntry(document, 'users', smallUser('changer', groups), STRICT_RULES)
    return addEntry(added.document, 'users', smallUser('sadmin', [idOf('group-S')]), STRICT_RULES).document
  })
  const { body } = await people.login({ username: 'changer', password: 'right' }).expect(200)
  const [token, renewal] = [String(body.token), String(body.refresh)]
  return { ...people, token, renewal, path: `/api/admin/claims/${idOf('claim-C')}` }
}
