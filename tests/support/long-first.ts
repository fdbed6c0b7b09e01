import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * A file may be small and take long: each sends the hostile cases to one service, or to one weak twin, after another, and mostly waits for
 * what it has sent. Where all workers do so at once, the machine has nothing to do.
 */
const SENDS_CATALOGUE =
  /\/(?:[\w-]*probe[\w-]*|attack-lab|run-matrix|documents-run|workshop-people|\w+-found)\.[\w.]*test\.ts$/

/** What starts nothing takes least, and there is most of it: it fills the end of a run, when one worker waits for another. */
const LAST_PROJECT = 'check'

/**
 * What takes long begins first, or one worker ends with it while the others have nothing left to do. vitest knows how long a file
 * took the last time; where there was none, as on a fresh machine, it goes by its size.
 */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const byProject = Map.groupBy(sorted, ({ project }) => project.name)
    const names = [...byProject.keys()].toSorted((a, b) => Number(a === LAST_PROJECT) - Number(b === LAST_PROJECT))
    return names.flatMap((name) => {
      const ofProject = Map.groupBy(byProject.get(name) ?? [], ({ moduleId }) => SENDS_CATALOGUE.test(moduleId))
      return spread(ofProject.get(true) ?? [], ofProject.get(false) ?? [])
    })
  }
}

/** Each of a few in front of an equal part of the first half of many, in their order. */
function spread<Item>(few: readonly Item[], many: readonly Item[]): Item[] {
  const part = Math.ceil(many.length / 2 / Math.max(1, few.length))
  return [
    ...few.flatMap((item, at) => [item, ...many.slice(at * part, (at + 1) * part)]),
    ...many.slice(few.length * part),
  ]
}
