import { DEMO_APPS, DEMO_PEOPLE } from './demo.ts'

type Places = {
  url: string
  phonePage: string
  database: string
  /** Where the development key is kept; undefined when keys were given. */
  keyFile: string | undefined
  /** Whether the demo's people can sign in. */
  demo: boolean
  accessKeys: readonly { accessKeyId: string; accessKeySecret: string }[]
}

/** What a person reads when the host is up. */
export const greeting = ({ url, phonePage, database, keyFile, demo, accessKeys }: Places): string => {
  const table = (rows: string[][]) => {
    const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
    return rows.map((row) => `    ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')}`.trimEnd())
  }
  return [
    '',
    `  SMS Settings in an example host: ${url}`,
    '',
    ...table([
      ['API documentation', `${url}/docs`],
      ['The phone (every SMS is there)', phonePage],
      ['Database', database],
    ]),
    '',
    ...(demo
      ? [
          '  Sign in to the console (POST /session) as',
          ...table(DEMO_PEOPLE.map(({ email, password, role }) => [email, password, role])),
          '',
          '  Apps and their keys (x-app-key)',
          ...table(DEMO_APPS.map(({ tenantId, name, appId, appKey }) => [tenantId, name, appId, appKey])),
          '',
        ]
      : ['  No demo people or Apps in production: everybody knows their passwords.', '']),
    '  AccessKeys of the emulated Alibaba Cloud, to add as an SMS account',
    ...table(accessKeys.map(({ accessKeyId, accessKeySecret }) => [accessKeyId, accessKeySecret])),
    '',
    ...(keyFile ? [`  Secrets are sealed with a development key, made here: ${keyFile}`, ''] : []),
  ].join('\n')
}
