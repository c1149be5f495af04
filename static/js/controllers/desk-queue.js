/* The page that brings in a phone's exported queue: sends the file as it is and draws the server's lines as they come. */
import { n, t } from '../helpers/text.js'
import { sizeText } from './parts/words.js'

export default function deskQueue(box) {
  const form = box.querySelector('[data-form]')
  const input = form.querySelector('input[type="file"]')
  const chosen = () => {
    const [file] = input.files
    if (file) box.querySelector('[data-chosen]').textContent = `${file.name} · ${sizeText(file.size)}`
  }
  input.addEventListener('change', chosen)
  // Back on the page: the browser may have kept the file.
  chosen()
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    bring(box, input.files[0])
  })
}

async function bring(box, file) {
  const button = box.querySelector('[data-send]')
  refuse(box, '')
  if (!file) return refuse(box, t('请先选择手机导出的 ZIP 文件。'))
  if (file.size > Number(box.dataset.mostBytes)) return refuse(box, t('文件过大，请在手机上分次导出。'))
  button.disabled = true
  button.setAttribute('aria-busy', 'true')
  try {
    await send(box, file)
  } catch {
    refuse(box, t('连接中断。已收到的记录有效；请重新选择同一个文件继续，不会重复。'))
  }
  button.disabled = false
  button.removeAttribute('aria-busy')
  return undefined
}

async function send(box, file) {
  say(box, t('正在上传文件…'), null)
  box.querySelector('[data-result]').hidden = false
  const answer = await fetch('/api/queue-files', {
    method: 'PUT',
    body: file,
    credentials: 'same-origin',
    headers: { 'X-Lantian': '1', 'Content-Type': 'application/zip' },
  })
  if (!answer.ok) {
    box.querySelector('[data-result]').hidden = true
    const { problem } = await answer.json()
    refuse(box, [problem.title, problem.detail, problem.mend].join(' '))
    return
  }
  await eachLine(answer.body, reader(box))
}

/** What to do with each line of the answer. */
function reader(box) {
  const counted = { total: 0, done: 0, refused: 0 }
  return (line) => {
    if (line.total !== undefined) counted.total = line.total
    if (line.row) {
      counted.done += 1
      counted.refused += line.row.problem ? 1 : 0
      draw(box, line.row)
    }
    const words = line.entry ? finished(counted, line.entry) : t('已处理 {done}/{total}', counted)
    say(box, words, counted.total ? counted.done / counted.total : 1)
  }
}

function finished({ total, refused }, entry) {
  const taken = n('已收下 {n} 份。', total - refused)
  const left = refused ? t('{refused} 份未收下，原因见下。', { refused }) : ''
  return [taken, left, t('台账第 {entry} 号。', { entry })].filter(Boolean).join(' ')
}

function draw(box, row) {
  const line = box.querySelector('[data-template]')
  const drawn = line.cloneNode(true)
  drawn.hidden = false
  drawn.removeAttribute('data-template')
  drawn.querySelector('[data-id]').textContent = row.id.slice(0, 8)
  drawn.querySelector('[data-photos]').textContent = row.photos
  drawn.querySelector('[data-words]').textContent = wordsOf(row)
  line.before(drawn)
}

function wordsOf(row) {
  if (row.problem) return [t('未收下：'), row.problem.title, ...row.problem.fields.map((field) => field.message), row.problem.mend].join(' ')
  const numbers = row.violations.join(', ')
  return [row.known ? t('此前已收到，没有重复') : t('已收下'), numbers].filter(Boolean).join(' · ')
}

async function eachLine(stream, take) {
  const reading = stream.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { value, done } = await reading.read()
    if (done) break
    const lines = (rest + value).split('\n')
    rest = lines.pop()
    lines.filter(Boolean).forEach((line) => take(JSON.parse(line)))
  }
}

function say(box, words, share) {
  box.querySelector('[data-progress]').textContent = words
  const bar = box.querySelector('[data-bar]')
  if (share === null) bar.removeAttribute('value')
  else bar.value = share
}

function refuse(box, words) {
  const place = box.querySelector('[data-problem]')
  place.textContent = words
  place.hidden = !words
}
