/* Dates that programs write read as those the server writes on the same page. */

import { test } from 'node:test'
import assert from 'node:assert/strict'
import { fullText, momentText, whenText } from '../../static/js/controllers/parts/words.js'

const THEN = '2026-09-05T16:07:09Z'
const NOW = new Date('2026-09-07T02:00:00Z')

const reading = (lang) => {
  globalThis.document = { documentElement: { lang }, getElementById: () => null }
}

test('a date on the Chinese page is written with the year first, on a clock in China', () => {
  reading('zh-CN')
  assert.equal(whenText(THEN, NOW), '2026-09-06 00:07')
  assert.equal(fullText(THEN), '2026-09-06 00:07:09')
})

test('a date on the English page is written as the server writes it there', () => {
  reading('en')
  assert.equal(whenText(THEN, NOW), '6 Sep 2026, 00:07')
  assert.equal(fullText(THEN), '6 Sep 2026, 00:07:09')
})

test('of today the time alone is said, and a field of a date is filled alike in both languages', () => {
  for (const lang of ['zh-CN', 'en']) {
    reading(lang)
    assert.equal(whenText('2026-09-06T20:30:00Z', NOW), '04:30')
    assert.equal(momentText(THEN), '2026-09-06 00:07:09')
  }
})
