import assert from 'node:assert/strict'
import test from 'node:test'
import { inAppName, isOnHomeScreen } from '../../static/js/models/browser.js'

const ANDROID = 'Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 (KHTML, like Gecko)'
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)'
const CASES = [
  ['微信', `${ANDROID} Version/4.0 Chrome/116.0 Mobile Safari/537.36 XWEB/1160117 MMWEBSDK/20240404 MicroMessenger/8.0.49 WeChat/arm64`],
  ['微信', `${IPHONE} Mobile/15E148 MicroMessenger/8.0.50(0x18003234) NetType/WIFI Language/zh_CN`],
  ['企业微信', `${ANDROID} Mobile Safari/537.36 wxwork/4.1.22 MicroMessenger/7.0.1 NetType/4G`],
  ['钉钉', `${ANDROID} Mobile Safari/537.36 AliApp(DingTalk/7.6.15) com.alibaba.android.rimet/37 Channel/700159`],
  ['QQ', `${ANDROID} Mobile Safari/537.36 V1_AND_SQ_9.0.60_6478_YYB_D QQ/9.0.60.17095 NetType/WIFI`],
  ['微博', `${IPHONE} Mobile/15E148 Weibo (iPhone15,2__weibo__14.10.1__iphone__os18.1)`],
  ['飞书', `${ANDROID} Mobile Safari/537.36 Lark/7.18.5 LarkLocale/zh_CN`],
  ['支付宝', `${ANDROID} Mobile Safari/537.36 AlipayClient/10.6.10`],
  ['', `${ANDROID} Chrome/130.0.0.0 Mobile Safari/537.36`],
  ['', `${IPHONE} Version/18.1 Mobile/15E148 Safari/604.1`],
  ['', `${ANDROID} Chrome/109.0 MQQBrowser/15.6 Mobile Safari/537.36`],
  ['', `${ANDROID} Chrome/114.0 HuaweiBrowser/15.0.4.312 Mobile Safari/537.36`],
]

for (const [name, userAgent] of CASES) {
  test(`it knows ${name || 'a browser of its own'}: ${userAgent.slice(-40)}`, () => assert.equal(inAppName(userAgent), name))
}

test('it knows a page that was opened from the home screen', () => {
  const matchMedia = (wanted) => ({ matches: wanted.includes('standalone') })
  assert.equal(isOnHomeScreen({ navigator: {}, matchMedia }), true)
  assert.equal(isOnHomeScreen({ navigator: { standalone: true }, matchMedia: () => ({ matches: false }) }), true)
  assert.equal(isOnHomeScreen({ navigator: {}, matchMedia: () => ({ matches: false }) }), false)
})
