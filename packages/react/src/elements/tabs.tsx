import type { ReactNode } from 'react'
import * as aria from './aria.ts'

export type TabItem = { id: string; label: string; content: ReactNode }

export const Tabs = ({
  label,
  tabs,
  selected,
  onSelect,
}: {
  label: string
  tabs: readonly TabItem[]
  selected: string
  onSelect: (id: string) => void
}) => (
  <aria.Tabs
    className="sms-tabs"
    data-slot="tabs"
    selectedKey={selected}
    onSelectionChange={(key) => onSelect(String(key))}
  >
    <aria.TabList className="sms-tab-list" data-slot="tab-list" aria-label={label}>
      {tabs.map((tab) => (
        <aria.Tab key={tab.id} id={tab.id} className="sms-tab" data-slot="tab">
          {tab.label}
        </aria.Tab>
      ))}
    </aria.TabList>
    {tabs.map((tab) => (
      <aria.TabPanel key={tab.id} id={tab.id} className="sms-tab-panel" data-slot="tab-panel">
        {tab.content}
      </aria.TabPanel>
    ))}
  </aria.Tabs>
)
