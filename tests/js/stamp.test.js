import assert from 'node:assert/strict'
import test from 'node:test'
import { DEFAULT, headingWords, positionWords, stampLines } from '../../static/js/models/stamp.js'

const fix = { lat: 34.6841, lon: 112.4691, accuracy_m: 8.4, heading_deg: 44 }
const facts = { time: '2026-11-22 16:18:37', site: '示例工地', address: '', officers: '李巡、陈查', subject: '围挡', unit: '示例队' }

test('the lines come in the order of the template, without those that say nothing or come into being later', () => {
  const lines = stampLines(DEFAULT, { ...facts, fix })
  assert.deepEqual(
    lines.map(([label]) => label),
    ['时间', '对象', '坐标', '方向', '人员'],
  )
  const own = stampLines({ lines: ['hash', 'unit', 'time', 'rumour'] }, { ...facts, fix })
  assert.deepEqual(own, [
    ['单位', '示例队'],
    ['时间', '2026-11-22 16:18:37'],
  ])
})

test('the direction is that of the compass, else of the way, else said to be missing', () => {
  const said = (facts) => stampLines({ lines: ['heading'] }, facts)
  assert.deepEqual(said({ fix, compass: { deg: 181.2, source: 'webkit' } }), [['方向', '南 181°（罗盘）']])
  assert.deepEqual(said({ fix, compass: null }), [['方向', '东北 44°（行进）']])
  assert.deepEqual(said({ fix: { ...fix, heading_deg: null } }), [['方向', '未测得']])
})

test('position and course are said as on the copy', () => {
  assert.equal(positionWords(fix), '北纬 34.684100° 东经 112.469100° ±8 米')
  assert.deepEqual([44, 359.6, 180].map(headingWords), ['东北 44°', '北 0°', '南 180°'])
})

test('without a fix the line says why', () => {
  assert.deepEqual(stampLines({ lines: ['position', 'heading'] }, { ...facts, fix: null, noFix: '未授权定位' }), [
    ['坐标', '未授权定位'],
    ['方向', '未测得'],
  ])
})
