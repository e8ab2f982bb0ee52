// Of its own, so that nobody waits for it who looks at no statistics. It imports nothing of the kit: what both had would be
// cut out of the panels into a file of its own, with much that neither a code input nor a picker needs.
import { scaleBand, scaleLinear } from 'd3-scale'
import { stack } from 'd3-shape'
import { type PointerEvent, useId, useState } from 'react'

/** What a bar is made of, from its beginning on. */
export type Part = { id: string; label: string }
export type Bar = {
  key: string
  name: string
  /** Under the bar, where there is no room for the name. */
  shortName: string
  parts: Record<string, number>
}
export type ChartData = {
  title: string
  bars: readonly Bar[]
  parts: readonly Part[]
  /** Columns side by side, each a day; else bars one under the other. */
  areDays: boolean
}
/** How a chart speaks. */
export type ChartWords = {
  /** The time that it is of. */
  time: string
  number: (value: number) => string
  /** In as few characters as can be, for an axis. */
  compact: (value: number) => string
  pair: (name: string, value: string) => string
  parts: (all: readonly string[]) => string
  bar: (name: string, parts: string) => string
  summary: (time: string, parts: string, most: string, value: string) => string
  pickDay: string
  others: (count: number) => string
}

const sumOf = ({ parts }: Pick<Bar, 'parts'>) => Object.values(parts).reduce((all, it) => all + it, 0)

/** As many bars as can be told apart; the rest is in the table. */
const BARS = 12

/** Statistics at a glance. */
const Charts = ({ charts, words }: { charts: readonly ChartData[]; words: ChartWords }) => (
  <div className="sms-charts" data-slot="charts">
    {charts.map((it) => (
      <Chart key={it.title} words={words} {...it} />
    ))}
  </div>
)
export default Charts

const Chart = ({ title, bars, parts, areDays, words }: ChartData & { words: ChartWords }) => {
  const { number } = words
  const id = useId()
  const inWords = (bar: Pick<Bar, 'parts'>) =>
    words.parts(
      (sumOf(bar) === 0 ? parts : parts.filter((it) => bar.parts[it.id])).map((it) =>
        words.pair(it.label, number(bar.parts[it.id] ?? 0)),
      ),
    )
  const total = {
    parts: Object.fromEntries(parts.map((it) => [it.id, bars.reduce((all, bar) => all + (bar.parts[it.id] ?? 0), 0)])),
  }
  // A chart is drawn of something: there is a first.
  const most = bars.reduce((so, bar) => (sumOf(so) >= sumOf(bar) ? so : bar))
  const summary = words.summary(words.time, inWords(total), most.name, number(sumOf(most)))
  const props = { bars, parts, words, inWords, summary, labelId: id }
  return (
    <figure className="sms-chart" data-slot="chart" aria-labelledby={id}>
      <figcaption className="sms-chart-title" id={id}>
        {title}
      </figcaption>
      <ul className="sms-chart-legend">
        {parts.map((it) => (
          <li key={it.id}>
            <svg className="sms-chart-key" data-part={it.id} aria-hidden="true" focusable="false">
              <Patterns id={`${id}-key-${it.id}`} parts={[it]} />
              <rect width="100%" height="100%" rx="2" fill={`url(#${id}-key-${it.id}-${it.id})`} />
            </svg>
            {it.label}
          </li>
        ))}
      </ul>
      {areDays ? <Days {...props} /> : <Bars {...props} />}
    </figure>
  )
}

type DrawnProps = Pick<ChartData, 'bars' | 'parts'> & {
  words: ChartWords
  inWords: (bar: Pick<Bar, 'parts'>) => string
  summary: string
  labelId: string
}

/** A ground for each part: told apart by what is drawn on it as well as by colour. */
const Patterns = ({ id, parts }: { id: string; parts: readonly Part[] }) => (
  <defs>
    {parts.map((it) => (
      <pattern
        key={it.id}
        id={`${id}-${it.id}`}
        data-part={it.id}
        className="sms-chart-part"
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width="6" height="6" className="sms-chart-ground" />
        <path d="M0 3h6" className="sms-chart-mark" />
      </pattern>
    ))}
  </defs>
)

/** A column for each day. Everything is placed by percent: it fits any width, on a server as well. */
const Days = ({ bars, parts, words, inWords, summary, labelId }: DrawnProps) => {
  const id = useId()
  const [at, setAt] = useState<number | null>(null)
  const x = scaleBand<number>()
    .domain(bars.map((_, it) => it))
    .range([0, 100])
    .paddingInner(bars.length > 60 ? 0.1 : 0.25)
    .paddingOuter(0.1)
  const y = scaleLinear()
    .domain([0, Math.max(4, ...bars.map(sumOf))])
    .nice(4)
    .range([100, 0])
  const layers = stack<Bar, string>()
    .keys(parts.map((it) => it.id))
    .value((bar, part) => bar.parts[part] ?? 0)([...bars])
  const every = Math.max(1, Math.ceil(bars.length / 8))
  const last = bars.length - 1
  const chosen = bars[at ?? last] as Bar
  const percent = (value: number) => `${Math.round(value * 100) / 100}%`
  const told = (bar: Bar) => words.bar(bar.name, inWords(bar))

  const follow = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    const nearest = Math.floor(((event.clientX - left) / width) * bars.length)
    setAt(Math.min(last, Math.max(0, nearest)))
  }

  return (
    <>
      <p className="sms-description">{summary}</p>
      {/* Of the day that is pointed at, else of the last: there is always as much to read, so nothing moves. */}
      <p className="sms-chart-told" data-slot="chart-told" data-parts={parts.length}>
        {told(chosen)}
      </p>
      <div className="sms-chart-days" dir="ltr">
        {/* Keys go from day to day, and each is read out, as a range does by itself. Fingers and mice point at the columns. */}
        <input
          type="range"
          className="sms-chart-range"
          min={0}
          max={last}
          value={at ?? last}
          aria-labelledby={`${labelId} ${id}-pick`}
          aria-valuetext={told(chosen)}
          onChange={(event) => setAt(Number(event.currentTarget.value))}
          onFocus={() => setAt((it) => it ?? last)}
          onBlur={() => setAt(null)}
        />
        <span id={`${id}-pick`} hidden>
          {words.pickDay}
        </span>
        <div
          className="sms-chart-plot"
          onPointerMove={follow}
          onPointerDown={follow}
          onPointerLeave={({ pointerType }) => pointerType === 'mouse' && setAt(null)}
        >
          <svg width="100%" height="100%" aria-hidden="true" focusable="false">
            <Patterns id={id} parts={parts} />
            {y.ticks(4).map((tick) => (
              <g key={tick}>
                <line x1="0" x2="100%" y1={percent(y(tick))} y2={percent(y(tick))} className="sms-chart-line" />
                <text x={-8} y={percent(y(tick))} dy="0.32em" textAnchor="end" className="sms-chart-text">
                  {words.compact(tick)}
                </text>
              </g>
            ))}
            {at !== null && (
              <rect
                x={percent((x(at) ?? 0) - (x.step() - x.bandwidth()) / 2)}
                width={percent(x.step())}
                height="100%"
                className="sms-chart-chosen"
              />
            )}
            {layers.map((layer) => (
              <g key={layer.key} data-part={layer.key}>
                {layer.map(([low, high], day) =>
                  high === low ? null : (
                    <rect
                      key={bars[day]?.key}
                      x={percent(x(day) ?? 0)}
                      width={percent(x.bandwidth())}
                      y={percent(y(high))}
                      height={percent(y(low) - y(high))}
                      fill={`url(#${id}-${layer.key})`}
                      className="sms-chart-bar"
                    />
                  ),
                )}
              </g>
            ))}
            {bars.map((bar, day) =>
              day % every === 0 ? (
                <text
                  key={bar.key}
                  x={percent((x(day) ?? 0) + x.bandwidth() / 2)}
                  y="100%"
                  dy="1.5em"
                  textAnchor="middle"
                  className="sms-chart-text"
                  data-minor={[undefined, 'most', 'some', 'most'][(day / every) % 4]}
                >
                  {bar.shortName}
                </text>
              ) : null,
            )}
          </svg>
        </div>
      </div>
    </>
  )
}

/** A bar for each group, under its name: names may be long. */
const Bars = ({ bars, parts, words, inWords, summary, labelId }: DrawnProps) => {
  const id = useId()
  const shown = bars.slice(0, BARS)
  const x = scaleLinear()
    .domain([0, Math.max(1, ...shown.map(sumOf))])
    .range([0, 100])
  return (
    <>
      <p className="sms-description">{summary}</p>
      <ul className="sms-chart-bars" aria-labelledby={labelId}>
        {shown.map((bar) => {
          let end = 0
          return (
            <li key={bar.key}>
              <span className="sms-chart-name">{bar.name}</span>
              <span className="sms-chart-sum" title={inWords(bar)}>
                {words.number(sumOf(bar))}
              </span>
              <span className="sms-chart-words">{inWords(bar)}</span>
              <svg className="sms-chart-track" width="100%" height="12" aria-hidden="true" focusable="false">
                <Patterns id={`${id}-${bar.key}`} parts={parts} />
                {parts.map((part) => {
                  const begin = end
                  end += x(bar.parts[part.id] ?? 0)
                  return (
                    <rect
                      key={part.id}
                      data-part={part.id}
                      x={`${begin}%`}
                      width={`${end - begin}%`}
                      height="100%"
                      fill={`url(#${id}-${bar.key}-${part.id})`}
                      className="sms-chart-bar"
                    />
                  )
                })}
              </svg>
            </li>
          )
        })}
      </ul>
      {bars.length > BARS && <p className="sms-description">{words.others(bars.length - BARS)}</p>}
    </>
  )
}
