/* Owns what can be told of a browser from what it says of itself: whether it belongs to another app, how the page was opened. Must not
   refuse anything: a browser that lies still works as far as it can. */

import { t } from '../helpers/text.js'

// In this order: an office version of an app also names the plain one.
const APPS = [
  [/wxwork/i, () => t('企业微信')],
  [/MicroMessenger/i, () => t('微信')],
  [/DingTalk/i, () => t('钉钉')],
  [/Lark|Feishu/i, () => t('飞书')],
  [/AlipayClient/i, () => t('支付宝')],
  [/Weibo/i, () => t('微博')],
  [/aweme|BytedanceWebview/i, () => t('抖音')],
  [/baiduboxapp/i, () => t('百度')],
  // MQQBrowser alone is a browser of its own.
  [/\bQQ\/\d/, () => 'QQ'],
]

/** The name of the app whose built-in browser this is, '' for a browser of its own. */
export function inAppName(userAgent) {
  return APPS.find(([pattern]) => pattern.test(userAgent))?.[1]() ?? ''
}

/** Whether the page was opened from the home screen, where a browser keeps longer what is stored. */
export function isOnHomeScreen({ navigator, matchMedia }) {
  return navigator.standalone === true || matchMedia('(display-mode: standalone)').matches
}
