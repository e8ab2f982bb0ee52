import type { Knex } from 'knex'

const FORMER = 'signature_filing_lapsed'
const KIND = 'signature_registration_lapsed'

/**
 * A kind of alarm by the name that its signatures have for the thing. What an alarm is about is a keyed hash of that name
 * too, which no migration can make: those that stand are ended, and what is still so is found again by the next look.
 */
export const up = async (knex: Knex): Promise<void> => {
  await knex('sms_alarms')
    .where({ kind: FORMER })
    .update({ kind: KIND, standing: null, ended_at: knex.raw('coalesce(ended_at, last_at)'), ends_at: null })
}

export const down = async (knex: Knex): Promise<void> => {
  await knex('sms_alarms')
    .where({ kind: KIND })
    .update({ kind: FORMER, standing: null, ended_at: knex.raw('coalesce(ended_at, last_at)'), ends_at: null })
}
