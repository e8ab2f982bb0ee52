/** What operations are grouped by in the OpenAPI document. */
export const TAGS = {
  accounts: 'SMS accounts',
  signatures: 'SMS signatures',
  templates: 'SMS templates',
  general: 'SMS general entries',
  apps: 'SMS of an App',
  verifications: 'SMS verifications',
  messages: 'SMS messages',
  statistics: 'SMS statistics',
  alarms: 'SMS alarms',
  fraud: 'SMS fraud guard',
  reports: 'SMS delivery reports',
  audit: 'SMS audit log',
  settings: 'SMS settings as a document',
  metrics: 'SMS metrics',
} as const

const ABOUT: Record<keyof typeof TAGS, string> = {
  accounts:
    'AccessKeys on an SMS platform, each with a name. Begin here: add an account, then a signature and a template to it, then let an App use both.',
  signatures:
    'Sender names, which stand in brackets before the text of an SMS. They are applied for on the platform and added here once they are approved there.',
  templates:
    'Texts with variables, `${code}` among them. They are applied for on the platform and added here once they are approved there.',
  general:
    'A signature and templates that the operator provides to every App, so that codes can be sent before an account is added.',
  apps: "What one App of the host's may send with, whether its codes can be sent now, and the rules and limits that they follow.",
  verifications:
    "Send a code to a phone and check what its owner types. Called by Apps; the last step, to redeem an approval, is in the host's own code.",
  messages: 'Every SMS that was handed to a platform and what became of it, and the story of one phone number.',
  statistics: 'How many codes were asked for, sent, delivered and used.',
  alarms:
    'What somebody should look at: a key that is rejected, an account out of money, a template that lapsed, a number prefix under attack.',
  fraud: 'Number prefixes of which many codes are asked for and few are used get no codes for some hours.',
  reports: 'Where a platform pushes what became of an SMS.',
  audit: 'Who changed what, and when.',
  settings: 'All settings without secrets as one JSON document, to keep or to carry to another installation.',
  metrics: 'What one server process counts, for Prometheus.',
}

/**
 * The tags of all operations with what each is about, in the order of docs/guide.md: for `openapi.tags` of `@fastify/swagger`,
 * before or after those of the host.
 */
export const openapiTags: { name: string; description: string }[] = Object.entries(TAGS).map(([key, name]) => ({
  name,
  description: ABOUT[key as keyof typeof TAGS],
}))
