import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { useWords } from '../words/use-words.ts'
import * as aria from './aria.ts'
import { Icon } from './icon.tsx'
import { useFocusReturn, useOwnEscape } from './in-host-dialogs.ts'
import { useRootAttributes } from './root.tsx'
import { elementWords } from './words.ts'

export type MenuAction = { id: string; label: string; isDangerous?: boolean; onAction: () => void }

/**
 * The further actions of a row, behind three dots: a menu button as WAI-ARIA has it.
 *
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/
 */
export const ActionMenu = ({ name, actions }: { name: string; actions: readonly MenuAction[] }) => {
  const words = useWords(elementWords)
  const root = useRootAttributes()
  const button = useRef<HTMLButtonElement>(null)
  const popover = useRef<HTMLElement>(null)
  useOwnEscape(popover)
  const [isOpen, setOpen] = useState(false)
  const label = words.moreActions(name)
  if (actions.length === 0) return null
  return (
    <>
      <aria.Button
        ref={button}
        className="sms-button"
        data-look="quiet"
        data-slot="menu-button"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onPress={() => setOpen(!isOpen)}
      >
        <Icon name="more" />
      </aria.Button>
      <aria.Popover
        {...root}
        ref={popover}
        triggerRef={button}
        isOpen={isOpen}
        aria-label={label}
        onOpenChange={setOpen}
        className="sms-root sms-popover"
        data-slot="popover"
        placement="bottom end"
        offset={4}
      >
        <Items label={label} actions={actions} onClose={() => setOpen(false)} opener={button} />
      </aria.Popover>
    </>
  )
}

type ItemsProps = {
  label: string
  actions: readonly MenuAction[]
  onClose: () => void
  opener: RefObject<HTMLElement | null>
}

const Items = ({ label, actions, onClose, opener }: ItemsProps) => {
  const menu = useRef<HTMLDivElement>(null)
  useFocusReturn(menu, opener)
  const items = () => [...(menu.current?.children ?? [])] as HTMLElement[]
  useEffect(() => (menu.current?.firstElementChild as HTMLElement | null)?.focus(), [])

  const onKeyDown = (event: KeyboardEvent) => {
    const all = items()
    const at = all.findIndex((it) => it.matches(':focus'))
    const to = {
      ArrowDown: (at + 1) % all.length,
      ArrowUp: (at - 1 + all.length) % all.length,
      Home: 0,
      End: all.length - 1,
    }[event.key]
    if (event.key === 'Tab') return onClose()
    if (to === undefined) return
    event.preventDefault()
    all[to]?.focus()
  }

  return (
    <div
      ref={menu}
      role="menu"
      aria-label={label}
      tabIndex={-1}
      className="sms-menu"
      data-slot="menu"
      onKeyDown={onKeyDown}
    >
      {actions.map(({ id, label, isDangerous, onAction }) => (
        <button
          key={id}
          type="button"
          role="menuitem"
          tabIndex={-1}
          className="sms-option"
          data-slot="menu-item"
          data-tone={isDangerous ? 'danger' : undefined}
          onClick={() => {
            onClose()
            onAction()
          }}
        >
          {label}
        </button>
      ))}
    </div>
  )
}
