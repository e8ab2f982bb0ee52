/** Drawn here on a grid of 16: a handful of icons is no reason for a library. */
const PATHS = {
  add: 'M8 3v10M3 8h10',
  alert: 'M8 5.2v3.6M8 11.2v.1M7 2.4 1.6 12a1.2 1.2 0 0 0 1 1.8h10.8a1.2 1.2 0 0 0 1-1.8L9 2.4a1.2 1.2 0 0 0-2 0Z',
  back: 'M10 3 5 8l5 5',
  check: 'm3 8.5 3.2 3.2L13 5',
  chevron: 'm4 6 4 4 4-4',
  close: 'm4 4 8 8M12 4l-8 8',
  copy: 'M6 6h7v7H6zM10 6V3H3v7h3',
  info: 'M8 7.2v3.9M8 4.9v.1M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12Z',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  refresh: 'M13 8a5 5 0 1 1-1.6-3.7M13 2.5v2.8h-2.8',
  search: 'm13 13-2.9-2.9M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9Z',
} as const
export type IconName = keyof typeof PATHS

/** A path on a grid of 16, as an icon; `dots` are drawn bolder than lines. */
export const Drawing = ({ name, path, dots = false }: { name: string; path: string; dots?: boolean }) => (
  <svg
    className="sms-icon"
    data-slot="icon"
    data-icon={name}
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    strokeWidth={dots ? 2.2 : 1.5}
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    <path d={path} />
  </svg>
)

export const Icon = ({ name }: { name: IconName }) => <Drawing name={name} path={PATHS[name]} dots={name === 'more'} />
