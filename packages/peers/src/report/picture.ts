// Pictures of the results: bars for a row, lines for a family of rows that differ in the number of instances only.

import { init } from 'echarts'
import type { Row } from '../rows.js'
import { sizeOf } from '../rows.js'
import type { Result } from './result.js'
import { figure } from './table.js'

const colours: Readonly<Record<string, string>> = {
  instar: '#d9480f',
  bare: '#868e96',
  otp: '#862e9c',
  nact: '#1971c2',
  xstate: '#2f9e44',
  comedy: '#e8a70c',
  effect: '#0c8599',
}
const font = { fontFamily: 'Helvetica, Arial, sans-serif' }
/** Above this span a linear scale would hide the small ones. */
const wide = 20

export function drawBars(row: Row, results: readonly Result[]): string {
  const values = results.map(({ value }) => value)
  const sorted = results.toSorted((a, b) => (row.better === 'more' ? a.value - b.value : b.value - a.value))
  const isWide = Math.max(...values) > wide * Math.min(...values)
  return svg(120 + 34 * results.length, {
    title: heading(
      row.title,
      `${row.unit}, ${row.better === 'more' ? 'more' : 'less'} is better${isWide ? '; logarithmic' : ''}`,
    ),
    grid: { left: 84, right: 90, top: 64, bottom: 34 },
    xAxis: isWide
      ? { type: 'log', min: 10 ** Math.floor(Math.log10(Math.min(...values) / 1.5)), axisLabel: { formatter: figure } }
      : { type: 'value', min: 0, axisLabel: { formatter: figure } },
    yAxis: { type: 'category', data: sorted.map(({ subject }) => subject), axisTick: { show: false } },
    series: [
      {
        type: 'bar',
        barWidth: 20,
        data: sorted.map(({ subject, value }) => ({ value, itemStyle: { color: colours[subject] } })),
        label: { show: true, position: 'right', formatter: ({ value }: { value: number }) => figure(value) },
      },
    ],
  })
}

export interface Grown {
  readonly size: string
  readonly results: readonly Result[]
}

export function drawLines(row: Row, title: string, grown: readonly Grown[]): string {
  const subjects = [...new Set(grown.flatMap(({ results }) => results.map(({ subject }) => subject)))]
  return svg(380, {
    title: heading(title, `${row.unit}, ${row.better} is better; both axes logarithmic`),
    legend: { bottom: 4, data: subjects },
    grid: { left: 84, right: 40, top: 64, bottom: 76 },
    xAxis: {
      type: 'log',
      name: 'instances',
      nameLocation: 'middle',
      nameGap: 26,
      min: 1000,
      axisLabel: { formatter: figure },
    },
    yAxis: { type: 'log', axisLabel: { formatter: figure } },
    series: subjects.map((subject) => ({
      name: subject,
      type: 'line',
      symbolSize: 8,
      itemStyle: { color: colours[subject] },
      data: grown.flatMap(({ size, results }) =>
        results.filter((each) => each.subject === subject).map(({ value }) => [sizeOf(size), value]),
      ),
    })),
  })
}

function heading(text: string, subtext: string) {
  return {
    text,
    subtext,
    left: 12,
    top: 8,
    textStyle: { fontSize: 15, ...font },
    subtextStyle: { fontSize: 12, ...font },
  }
}

function svg(height: number, option: object): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 720, height })
  chart.setOption({ animation: false, backgroundColor: '#ffffff', textStyle: font, ...option })
  const text = chart.renderToSVGString()
  chart.dispose()
  return text
}
