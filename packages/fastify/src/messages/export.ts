import { Readable } from 'node:stream'
import type { SmsMessage } from '@sms-settings/api'
import { stringify } from 'csv-stringify'

type Column = [title: string, value: (message: SmsMessage) => string | number | null]

const COLUMNS: readonly Column[] = [
  ['id', (it) => it.id],
  ['createdAt', (it) => it.createdAt],
  ['status', (it) => it.status],
  ['phone', (it) => it.phone],
  ['country', (it) => it.country],
  ['region', (it) => it.region],
  ['appId', (it) => it.appId],
  ['purpose', (it) => it.purpose],
  ['verificationId', (it) => it.verificationId],
  ['accountId', (it) => it.accountId],
  ['accountName', (it) => it.accountName],
  ['platform', (it) => it.platform],
  ['ssid', (it) => it.ssid],
  ['signatureName', (it) => it.signatureName],
  ['stid', (it) => it.stid],
  ['templateName', (it) => it.templateName],
  ['templateCode', (it) => it.templateCode],
  ['problemCode', (it) => it.problem?.code ?? null],
  ['problemTurn', (it) => it.problem?.turn ?? null],
  ['problemText', (it) => it.problem?.text ?? null],
  ['requestId', (it) => it.requestId],
  ['bizId', (it) => it.bizId],
  ['settledAt', (it) => it.settledAt],
  ['reportedAt', (it) => it.reportedAt],
  ['handOverMs', (it) => it.handOverMs],
]

/**
 * Messages as CSV (RFC 4180), page by page as they come. A cell that a spreadsheet would take for a formula gets an apostrophe before
 * it (OWASP, CSV Injection): names of templates come from elsewhere.
 */
export const toCsv = (pages: AsyncIterable<SmsMessage[]>): Readable => {
  const lines = stringify({ header: true, columns: COLUMNS.map(([title]) => title), bom: true, escape_formulas: true })
  const rows = Readable.from(pages).flatMap((page: SmsMessage[]) =>
    page.map((message) => COLUMNS.map(([, value]) => value(message) ?? '')),
  )
  rows.on('error', (error) => lines.destroy(error))
  // Whoever breaks off the download ends the reading from the database too.
  lines.on('close', () => rows.destroy())
  return rows.pipe(lines)
}
