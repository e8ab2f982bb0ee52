import type { MessageStatus, Region } from '@sms-settings/api'
import type { Database, Row, Statements, Transaction, Value } from '../database/database.ts'
import { type Between, type Filter, type Found, readHistory } from '../database/history.ts'
import { firstIdAt } from '../database/ids.ts'
import { inList } from '../database/lists.ts'

export type Message = {
  id: string
  tenantId: string
  appId: string | null
  accountId: string | null
  accountName: string
  platform: string
  verificationId: string | null
  purpose: string | null
  phoneHash: string
  sealedPhone: string | null
  maskedPhone: string
  country: string | null
  region: Region
  ssid: string
  signatureName: string
  stid: string
  templateName: string
  templateCode: string
  status: MessageStatus
  problemKind: string | null
  problemCode: string | null
  requestId: string | null
  bizId: string | null
  createdAt: number
  settledAt: number | null
  reportedAt: number | null
  askAt: number | null
  asked: number
  /** When it is to be counted anew; null when it stands as it was counted. */
  countAt: number | null
}

const COLUMNS: Record<keyof Message, string> = {
  id: 'id',
  tenantId: 'tenant_id',
  appId: 'app_id',
  accountId: 'account_id',
  accountName: 'account_name',
  platform: 'platform',
  verificationId: 'verification_id',
  purpose: 'purpose',
  phoneHash: 'phone_hash',
  sealedPhone: 'sealed_phone',
  maskedPhone: 'masked_phone',
  country: 'country',
  region: 'region',
  ssid: 'ssid',
  signatureName: 'signature_name',
  stid: 'stid',
  templateName: 'template_name',
  templateCode: 'template_code',
  status: 'status',
  problemKind: 'problem_kind',
  problemCode: 'problem_code',
  requestId: 'request_id',
  bizId: 'biz_id',
  createdAt: 'created_at',
  settledAt: 'settled_at',
  reportedAt: 'reported_at',
  askAt: 'ask_at',
  asked: 'asked',
  countAt: 'count_at',
}
const FIELDS = Object.entries(COLUMNS) as [keyof Message, string][]
const NUMBERS = new Set<keyof Message>(['createdAt', 'settledAt', 'reportedAt', 'askAt', 'asked', 'countAt'])

export const toMessage = (row: Row): Message =>
  Object.fromEntries(
    FIELDS.map(([field, column]) => {
      const value = row[column]
      if (value === null || value === undefined) return [field, null]
      return [field, NUMBERS.has(field) ? Number(value) : String(value)]
    }),
  ) as Message

/** Where a number is sealed to. */
export const phonePlace = (id: string): string => `sms_messages/sealed_phone/${id}`

/** What a message becomes. Fields left out stay. */
export type Settlement = Pick<Message, 'status' | 'settledAt' | 'askAt'> &
  Partial<Pick<Message, 'problemKind' | 'problemCode' | 'requestId' | 'bizId' | 'reportedAt'>>

/** What became of a message that the platform had taken, or was asked about long enough. */
export type DeliveryOf = Pick<Message, 'problemKind' | 'problemCode' | 'reportedAt' | 'bizId' | 'settledAt'> & {
  status: 'delivered' | 'failed' | 'unknown'
}

/** States from which a message may come to one that says more. */
const GIVES_WAY: Record<DeliveryOf['status'], readonly MessageStatus[]> = {
  unknown: ['queued', 'accepted'],
  failed: ['queued', 'accepted', 'unknown'],
  delivered: ['queued', 'accepted', 'unknown', 'failed'],
}

const HISTORY = { table: 'sms_messages', list: 'sms_messages_list' }
/** Each filter has an index with its column between the tenant and the id. The rarer a value mostly is, the sooner it comes. */
const FILTERS = {
  phoneHash: ['phone', 'phone_hash'],
  status: ['status', 'status'],
  appId: ['app', 'app_id'],
  accountId: ['account', 'account_id'],
  purpose: ['purpose', 'purpose'],
} as const

export type MessageFilter = Between & { [F in keyof typeof FILTERS]?: string }

const filtersOf = (filter: MessageFilter): Filter[] =>
  (Object.keys(FILTERS) as (keyof typeof FILTERS)[]).flatMap((it) => {
    const value = filter[it]
    const [index, column] = FILTERS[it]
    return value ? { index: `sms_messages_${index}`, column, value } : []
  })

export const createMessageStore = (database: Database) => {
  const insertSql = `insert into sms_messages (${FIELDS.map(([, column]) => column).join(', ')}) values (${FIELDS.map(() => '?').join(', ')})`

  return {
    async insert(tx: Transaction, message: Message): Promise<void> {
      await tx.run(
        insertSql,
        FIELDS.map(([field]) => message[field] as Value),
      )
    },

    async find(tenantId: string, id: string): Promise<Message | undefined> {
      const { rows } = await database.run('select * from sms_messages where id = ? and tenant_id = ?', [id, tenantId])
      return rows[0] && toMessage(rows[0])
    },

    /** Settles a message that is still queued. @returns false when somebody else has, who then did what follows from it */
    async settle(statements: Statements, id: string, settlement: Settlement): Promise<boolean> {
      const set = Object.entries(settlement) as [keyof Message, Value][]
      const { affected } = await statements.run(
        `update sms_messages set ${set.map(([field]) => `${COLUMNS[field]} = ?`).join(', ')}, count_at = coalesce(count_at, ?) where id = ? and status = 'queued'`,
        [...set.map(([, value]) => value), settlement.settledAt, id],
      )
      return affected === 1
    },

    /** Messages by their platform's ids or by ours, of whichever tenant: whoever asks compares the rest. */
    async findReported(bizIds: string[], ids: string[]): Promise<Message[]> {
      const found = new Map<string, Message>()
      for (const [column, values] of [
        ['biz_id', bizIds],
        ['id', ids],
      ] as const) {
        if (values.length === 0) continue
        const list = inList(values)
        const { rows } = await database.run(
          `select * from sms_messages where ${column} in (${list.marks})`,
          list.values,
        )
        for (const row of rows) found.set(String(row.id), toMessage(row))
      }
      return [...found.values()]
    },

    /**
     * Writes down what became of a message after it was handed over. A state only ever gives way to one that says more,
     * and of two reports of the same the earlier by the platform's clock stays (by its code, if they are of one second):
     * whatever order reports come in, they end in the same.
     * @returns false when what is known says as much already
     */
    async report(statements: Statements, id: string, report: DeliveryOf, now: number): Promise<boolean> {
      const before = GIVES_WAY[report.status].map((status) => `'${status}'`).join(', ')
      const sooner =
        report.status === 'unknown'
          ? ''
          : `or (status = '${report.status}' and (reported_at is null or reported_at > ?
         or (reported_at = ? and coalesce(problem_code, '') > ?)))`
      const { affected } = await statements.run(
        `update sms_messages set status = ?, problem_kind = ?, problem_code = ?, reported_at = ?, ask_at = null,
         count_at = coalesce(count_at, ?), biz_id = coalesce(biz_id, ?), settled_at = coalesce(settled_at, ?)
         where id = ? and (biz_id is null or biz_id = ?) and (status in (${before}) ${sooner})`,
        [
          report.status,
          report.problemKind,
          report.problemCode,
          report.reportedAt,
          now,
          report.bizId,
          report.settledAt,
          id,
          // The answer to the send may have come since the two were compared, with another receipt.
          report.bizId,
          ...(sooner ? [report.reportedAt, report.reportedAt, report.problemCode ?? ''] : []),
        ],
      )
      return affected === 1
    },

    /** One page, newest first; see {@link readHistory} for where it ends. */
    async list(tenantId: string, filter: MessageFilter, limit: number): Promise<Found<Message>> {
      const filters = filtersOf(filter)
      const { rows, olderThan } = await readHistory(database, HISTORY, tenantId, { ...filter, filters }, limit)
      return { rows: rows.map(toMessage), olderThan }
    },

    /** The tenant's last sends from one account that have ended, of the last `atMost`; newest first. */
    async lastSettled(tenantId: string, accountId: string | null, atMost: number): Promise<Message[]> {
      const { rows } = await database.run(
        `select * from sms_messages ${database.hint('sms_messages_account')} where tenant_id = ? and account_id ${accountId === null ? 'is null' : '= ?'}
         order by id desc limit ${Math.floor(atMost)}`,
        accountId === null ? [tenantId] : [tenantId, accountId],
      )
      return rows.map(toMessage).filter(({ settledAt }) => settledAt !== null)
    },

    /** Those of one number that were written in a time, newest first. */
    async ofPhone(
      tenantId: string,
      phoneHash: string,
      { from, to }: { from: number; to: number },
      atMost: number,
    ): Promise<Message[]> {
      const { rows } = await database.run(
        `select * from sms_messages where tenant_id = ? and phone_hash = ? and id >= ? and id < ?
         order by id desc limit ${Math.floor(atMost)}`,
        [tenantId, phoneHash, firstIdAt('message', from), firstIdAt('message', to)],
      )
      return rows.map(toMessage)
    },

    /** Whether an SMS of an account is just being handed over, by any process. */
    async inFlight(accountId: string, since: number): Promise<boolean> {
      const { rows } = await database.run(
        "select id from sms_messages where account_id = ? and status = 'queued' and settled_at is null and created_at > ? limit 1",
        [accountId, since],
      )
      return rows.length > 0
    },

    /** Messages in one state that the platform is to be asked about by now. */
    async toAsk(status: 'queued' | 'accepted', now: number, atMost: number): Promise<Message[]> {
      const { rows } = await database.run(
        `select * from sms_messages where status = ? and ask_at <= ? order by ask_at limit ${Math.floor(atMost)}`,
        [status, now],
      )
      return rows.map(toMessage)
    },

    /** Takes the asking upon this process. @returns false when another has */
    async claimAsking({ id, askAt }: Pick<Message, 'id' | 'askAt'>, next: number): Promise<boolean> {
      const { affected } = await database.run(
        'update sms_messages set ask_at = ?, asked = asked + 1 where id = ? and ask_at = ?',
        [next, id, askAt],
      )
      return affected === 1
    },
  }
}
export type MessageStore = ReturnType<typeof createMessageStore>
