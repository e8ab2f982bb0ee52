import { Drawing } from '../elements/icon.tsx'

/** On a grid of 16, as the kit's other icons: these are only needed here. */
const PATHS = {
  asked: 'M6.1 6a2 2 0 1 1 2.9 1.8c-.6.4-1 .8-1 1.5M8 11.4v.1',
  sent: 'M13.5 2.5 2.2 6.8l4.6 2.4 2.4 4.6zM6.8 9.2l6.7-6.7',
  good: 'm3 8.5 3.2 3.2L13 5',
  bad: 'm4.5 4.5 7 7M11.5 4.5l-7 7',
  refused: 'M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM4.2 4.2l7.6 7.6',
  unknown: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  over: 'M8 13.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM8 5v3.2l2 1.3',
} as const
export type EventIconName = keyof typeof PATHS

export const EventIcon = ({ name }: { name: EventIconName }) => (
  <Drawing name={name} path={PATHS[name]} dots={name === 'unknown'} />
)
