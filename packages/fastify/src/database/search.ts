import type { Knex } from 'knex'

/** For `like`, whose own wildcards are taken literally; the escape character is `!`. */
const containing = (text: string): string => `%${text.replace(/[!%_]/g, '!$&')}%`

/**
 * Narrows a query to rows that have a text in one of the columns, in upper or lower case. SQLite folds ASCII letters only,
 * and JavaScript folds all: so the text is looked for as it was typed too, else `Élan` would not find `Élan` there.
 */
export const whereContains = (query: Knex.QueryBuilder, columns: readonly string[], text: string): void => {
  query.where((any) => {
    for (const column of columns)
      any
        .orWhereRaw("lower(??) like ? escape '!'", [column, containing(text.toLowerCase())])
        .orWhereRaw("?? like ? escape '!'", [column, containing(text)])
  })
}
