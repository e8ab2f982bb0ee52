import { type KeyboardEvent, type ReactNode, useId, useRef } from 'react'

export type TabItem = { id: string; label: string; content: ReactNode }

/**
 * Tabs as WAI-ARIA has them: arrow keys, Home and End go from one to the next, Tab goes on into what is shown.
 *
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/tabs/
 */
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
}) => {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const shown = tabs.find((tab) => tab.id === selected) ?? tabs[0]

  const onKeyDown = (event: KeyboardEvent) => {
    const at = tabs.findIndex((tab) => tab.id === shown?.id)
    const forward = getComputedStyle(event.currentTarget).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight'
    const backward = forward === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft'
    const to = {
      [forward]: (at + 1) % tabs.length,
      [backward]: (at - 1 + tabs.length) % tabs.length,
      Home: 0,
      End: tabs.length - 1,
    }[event.key]
    const tab = to === undefined ? undefined : tabs[to]
    if (to === undefined || !tab) return
    event.preventDefault()
    onSelect(tab.id)
    ;(list.current?.children[to] as HTMLElement | undefined)?.focus()
  }

  return (
    <div className="sms-tabs" data-slot="tabs">
      <div
        ref={list}
        role="tablist"
        aria-label={label}
        tabIndex={-1}
        className="sms-tab-list"
        data-slot="tab-list"
        onKeyDown={onKeyDown}
      >
        {tabs.map((tab) => {
          const isSelected = tab.id === shown?.id
          return (
            <button
              key={tab.id}
              type="button"
              role="tab"
              id={`${id}-${tab.id}`}
              aria-selected={isSelected}
              aria-controls={isSelected ? `${id}-panel` : undefined}
              tabIndex={isSelected ? 0 : -1}
              className="sms-tab"
              data-slot="tab"
              data-selected={isSelected ? '' : undefined}
              onClick={() => onSelect(tab.id)}
            >
              {tab.label}
            </button>
          )
        })}
      </div>
      {shown && (
        <div
          key={shown.id}
          role="tabpanel"
          id={`${id}-panel`}
          aria-labelledby={`${id}-${shown.id}`}
          className="sms-tab-panel"
          data-slot="tab-panel"
        >
          {shown.content}
        </div>
      )}
    </div>
  )
}
