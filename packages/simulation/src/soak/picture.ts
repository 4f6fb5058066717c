// The course of a soak as an SVG: the heap over time, as it is used and as it is after collections, and below it the pauses.

import * as echarts from 'echarts'
import type { Course, Facts } from './facts.js'

const [width, height] = [1100, 720]
const colours = { used: '#a9c1dd', collected: '#1f5fa8', plain: '#2d8659', fault: '#d0611a' }
const leastMs = 0.01

type Point = readonly [number, number]

/** The text of an SVG. */
export function pictureOf(facts: Facts, { used, collected, moments }: Course): string {
  const heap = (samples: Course['used']): Point[] => samples.map(({ at, heapMb }) => [at / 60, heapMb])
  const pauses = (isFault: boolean): Point[] =>
    moments
      .filter((moment) => moment.isFault === isFault && moment.pauseMs > 0)
      .map(({ at, pauseMs }) => [at / 60, Math.max(leastMs, pauseMs)])
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height })
  chart.setOption({
    ...frameOf(facts),
    series: [
      line('heap in use', heap(used), { color: colours.used, width: 1, symbol: 'none' }),
      line('after a full collection', heap(collected), { color: colours.collected, width: 2, symbol: 'circle' }),
      dots('upgrades', pauses(false), colours.plain),
      dots('upgrades with a fault', pauses(true), colours.fault),
    ],
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return svg
}

/** All but the data. */
function frameOf(facts: Facts): echarts.EChartsOption {
  return {
    animation: false,
    backgroundColor: '#fff',
    title: titles(facts),
    legend: [
      { top: 78, left: 'center', itemGap: 40, data: ['heap in use', 'after a full collection'] },
      { top: 412, left: 'center', itemGap: 40, data: ['upgrades', 'upgrades with a fault'] },
    ],
    grid: [
      { left: 80, right: 40, top: 112, height: 250 },
      { left: 80, right: 40, top: 446, height: 210 },
    ],
    xAxis: [timeAxis(0, facts.minutes), timeAxis(1, facts.minutes)],
    yAxis: [
      { ...valueAxis(0, 'MB'), type: 'value', min: 0 },
      { ...valueAxis(1, 'pause, ms'), type: 'log' },
    ],
  }
}

function titles({ load, upgrades, messages, memory, seed, minutes }: Facts): echarts.TitleComponentOption[] {
  const growth = memory.kbPerUpgrade === null ? '' : `, ${memory.kbPerUpgrade} KB an upgrade in the second half`
  const subtext = `${messages.toLocaleString('en')} messages, ${upgrades.committed} upgrades committed, ${load.lost} lost${growth}`
  const textStyle = { fontSize: 14, color: '#222' }
  return [
    { left: 'center', top: 12, text: `A soak of ${minutes} minutes, seed ${seed}`, subtext },
    { left: 80, top: 80, text: 'Heap of the server', textStyle },
    { left: 80, top: 414, text: 'Longest pause, each tick', textStyle },
  ]
}

function timeAxis(gridIndex: number, max: number) {
  return {
    type: 'value' as const,
    gridIndex,
    min: 0,
    max,
    name: 'minutes',
    nameLocation: 'middle' as const,
    nameGap: 24,
  }
}

function valueAxis(gridIndex: number, name: string) {
  return { gridIndex, name, nameLocation: 'middle' as const, nameGap: 48 }
}

function line(name: string, data: Point[], { color, width, symbol }: { color: string; width: number; symbol: string }) {
  return {
    type: 'line' as const,
    name,
    data,
    symbol,
    symbolSize: 6,
    lineStyle: { width, color },
    itemStyle: { color },
  }
}

function dots(name: string, data: Point[], color: string) {
  return {
    type: 'scatter' as const,
    name,
    data,
    symbolSize: 5,
    itemStyle: { color, opacity: 0.8 },
    xAxisIndex: 1,
    yAxisIndex: 1,
  }
}
