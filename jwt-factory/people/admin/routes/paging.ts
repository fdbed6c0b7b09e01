import { PRETTY } from '#core/http/pretty'
import { readQuery, type Parameter } from '#core/http/query'

const DEFAULT_PER_PAGE = 30
const MOST_PER_PAGE = 255
const LAST_PAGE = 1_000_000

const countUpTo = (most: number): Parameter<number> => ({
  read: (text) => (/^[1-9]\d{0,6}$/.test(text) && Number(text) <= most ? Number(text) : undefined),
  takes: `a number from 1 to ${most}`,
})

export const PAGING = { page: countUpTo(LAST_PAGE), itemsPerPage: countUpTo(MOST_PER_PAGE), ...PRETTY }

/** The part of a list that is asked for (A.3). @throws Problem invalid-input */
export const askedPage = <Item>(list: readonly Item[], query: unknown): readonly Item[] =>
  pageAt(list, readQuery(query, PAGING))

/** @param asked pages count from 1 */
export const pageAt = <Item>(
  list: readonly Item[],
  { page = 1, itemsPerPage = DEFAULT_PER_PAGE }: { page?: number; itemsPerPage?: number },
): readonly Item[] => list.slice((page - 1) * itemsPerPage, page * itemsPerPage)
