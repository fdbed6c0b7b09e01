/**
 * As `Promise.all`, but nothing goes on when it fails: whoever gives up after that, and removes a folder or starts again,
 * meets nobody who still writes.
 * @throws what the first of them in the list that failed has thrown, when all have ended
 */
export async function allEnded<const Tasks extends readonly Promise<unknown>[]>(
  tasks: Tasks,
): Promise<{ -readonly [Index in keyof Tasks]: Awaited<Tasks[Index]> }> {
  await Promise.allSettled(tasks)
  return Promise.all(tasks)
}
