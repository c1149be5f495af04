// Runs the program inside verify.html under node: judge.js verify.html package.zip places.json → how many changes were not found.
import { readFileSync } from 'node:fs'
import { runInThisContext } from 'node:vm'

const [page, file, places, known, keyFile] = process.argv.slice(2)
const keys = keyFile ? JSON.parse(readFileSync(keyFile, 'utf8')) : []
runInThisContext(/<script>([\s\S]*)<\/script>/.exec(readFileSync(page, 'utf8'))[1])
const { judgePackage, judgePhoto } = globalThis.lantianVerifier
const bytes = new Uint8Array(readFileSync(file))

if (places.endsWith('receipts.json')) {
  const photo = new Blob([bytes])
  photo.name = 'photo.jpg'
  const report = await judgePhoto(photo, readFileSync(places, 'utf8'), known, () => {}, keys)
  console.log(JSON.stringify({ verdict: report.verdict, lines: report.lines }))
} else {
  const whole = await judgePackage(new Blob([bytes]), known, () => {}, keys)
  const missed = []
  for (const [at, mask] of JSON.parse(readFileSync(places, 'utf8'))) {
    bytes[at] ^= mask
    if ((await judgePackage(new Blob([bytes]))).verdict !== 'fails') missed.push(at)
    bytes[at] ^= mask
  }
  console.log(JSON.stringify({ verdict: whole.verdict, lines: whole.lines, missed }))
}
