import { useWords } from '../words/use-words.ts'
import * as aria from './aria.ts'
import { Icon } from './icon.tsx'
import { useRootAttributes } from './root.tsx'
import { elementWords } from './words.ts'

export type MenuAction = { id: string; label: string; isDangerous?: boolean; onAction: () => void }

/** The further actions of a row, behind three dots. */
export const ActionMenu = ({ name, actions }: { name: string; actions: readonly MenuAction[] }) => {
  const words = useWords(elementWords)
  const root = useRootAttributes()
  if (actions.length === 0) return null
  return (
    <aria.MenuTrigger>
      <aria.Button
        className="sms-button"
        data-look="quiet"
        data-slot="menu-button"
        aria-label={words.moreActions(name)}
      >
        <Icon name="more" />
      </aria.Button>
      <aria.Popover {...root} className="sms-root sms-popover" data-slot="popover" placement="bottom end" offset={4}>
        <aria.Menu className="sms-listbox" data-slot="menu">
          {actions.map(({ id, label, isDangerous, onAction }) => (
            <aria.MenuItem
              key={id}
              id={id}
              className="sms-option"
              data-slot="menu-item"
              data-tone={isDangerous ? 'danger' : undefined}
              onAction={onAction}
            >
              {label}
            </aria.MenuItem>
          ))}
        </aria.Menu>
      </aria.Popover>
    </aria.MenuTrigger>
  )
}
