import { Badge, Loaded, Root, Table } from '../elements/index.ts'
import { usePlatformName } from '../platforms/platform-name.ts'
import { useSmsQuery } from '../queries/queries.ts'
import { TemplateText } from '../templates/template-text.tsx'
import { useWords } from '../words/use-words.ts'
import { useVocabulary } from '../words/vocabulary.ts'
import { generalWords } from './words.ts'

export type GeneralEntriesProps = {
  /** A class of yours on the outermost element. */
  className?: string
}

/** The signature and templates that the operator provides to every App: to read, not to change. */
export const GeneralEntries = ({ className }: GeneralEntriesProps) => (
  <Root slotName="general-entries" {...(className ? { className } : {})}>
    <GeneralSection />
  </Root>
)

export const GeneralSection = () => {
  const words = useWords(generalWords)
  const names = useVocabulary()
  const platform = usePlatformName()
  const general = useSmsQuery('getGeneral')
  const state = (available: boolean) =>
    available ? <Badge tone="success">{words.available}</Badge> : <Badge tone="warning">{words.notAvailable}</Badge>
  return (
    <section className="sms-section">
      <h2 className="sms-section-title">{words.title}</h2>
      <p className="sms-section-text">{words.text}</p>
      <Loaded query={general} lines={5}>
        {({ signatures, templates }) =>
          signatures.length + templates.length === 0 ? (
            <p className="sms-section-text">{words.none}</p>
          ) : (
            <div className="sms-stack">
              <Table
                label={words.signatures}
                items={signatures}
                idOf={(it) => it.ssid}
                columns={[
                  { id: 'name', label: words.signatureName, isRowHeader: true, cell: (it) => `【${it.name}】` },
                  {
                    id: 'ssid',
                    label: words.ssid,
                    isTight: true,
                    cell: (it) => <span className="sms-code">{it.ssid}</span>,
                  },
                  { id: 'platform', label: words.platform, cell: (it) => platform(it.platform) },
                  { id: 'region', label: words.region, cell: (it) => it.regions.map(names.region).join(' / ') },
                  { id: 'state', label: words.state, isTight: true, cell: (it) => state(it.available) },
                ]}
              />
              <Table
                label={words.templates}
                items={templates}
                idOf={(it) => it.stid}
                columns={[
                  {
                    id: 'name',
                    label: words.templateName,
                    isRowHeader: true,
                    cell: (it) => (
                      <div>
                        <span className="sms-cell-main">{it.name}</span>
                        <span className="sms-cell-note">{platform(it.platform)}</span>
                      </div>
                    ),
                  },
                  {
                    id: 'stid',
                    label: words.stid,
                    isTight: true,
                    cell: (it) => <span className="sms-code">{it.stid}</span>,
                  },
                  { id: 'region', label: words.region, isTight: true, cell: (it) => names.region(it.region) },
                  { id: 'content', label: words.content, cell: (it) => <TemplateText content={it.content} /> },
                  { id: 'state', label: words.state, isTight: true, cell: (it) => state(it.available) },
                ]}
              />
            </div>
          )
        }
      </Loaded>
    </section>
  )
}
