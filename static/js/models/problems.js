/* Owns what the phone itself can find wrong, in the shape the server uses: {code, title, detail, mend, fields}. Mirrors
   domain/problems.py; the server's own problems come in words and are shown as they came. */

import { t } from '../helpers/text.js'

const CATALOGUE = {
  photo_damaged: () => ({
    title: t('照片在手机上已损坏'),
    detail: t('这张照片的内容与拍摄时的 SHA-256 不一致，没有上传。'),
    mend: t('请删除这张照片后重拍，再重新提交。'),
  }),
  photo_gone: () => ({
    title: t('照片已不在手机上'),
    detail: t('浏览器清除了这张照片的原件，无法上传。'),
    mend: t('请删除这张照片后重拍，再重新提交。'),
  }),
  photo_unreadable: () => ({
    title: t('手机读不出这张照片'),
    detail: t('浏览器没能读出这张照片的原件，没有上传。'),
    mend: t('请关闭浏览器、重新打开后再试一次；仍读不出时，请删除后重拍。'),
  }),
  send_failed: () => ({
    title: t('手机没能送出这份记录'),
    detail: t('上传时手机自身出错，其他记录照常上传。'),
    mend: t('内容仍在手机上，请再试一次；反复出现请导出后交管理员。'),
  }),
  photo_type_refused: () => ({
    title: t('不是可接受的照片'),
    detail: t('文件内容不是 JPEG、PNG、WebP 或 HEIC。'),
    mend: t('请重新拍照，或选择手机相机拍摄的照片。'),
  }),
  photo_empty: () => ({ title: t('照片是空的'), detail: t('收到 0 字节。'), mend: t('请重新拍照。') }),
  store_full: () => ({
    title: t('手机存储已满'),
    detail: t('浏览器不让再存，这一步没有保存。'),
    mend: t('请先上传等待中的记录，或清理手机空间后重试。'),
  }),
  store_old_page: () => ({
    title: t('另一个页面正开着旧版本'),
    detail: t('同一站点的旧页面还开着，手机上的内容暂时读不出。'),
    mend: t('请关闭本站的其他页面，再刷新本页。'),
  }),
  page_old: () => ({
    title: t('本页是旧版本'),
    detail: t('手机上的内容已由新版本保存，没有丢失。'),
    mend: t('请连上网络后刷新本页。'),
  }),
  receipt_wrong: () => ({
    title: t('回执核对不符'),
    detail: t('服务器给出的回执与送出的内容不一致，手机不认为已经接收。'),
    mend: t('内容仍在手机上，会自动重试；反复出现请告知管理员。'),
  }),
  store_closed: () => ({
    title: t('浏览器没有保存'),
    detail: t('这个浏览器窗口不允许保存内容（可能是无痕模式）。'),
    mend: t('请用普通窗口打开本页。'),
  }),
  other_person: () => ({
    title: t('这份草稿是别人的'),
    detail: t('草稿由另一位人员在这部手机上记录，只能由本人继续。'),
    mend: t('请换回本人登录后再打开。'),
  }),
  handed_in: () => ({
    title: t('这份记录已经提交'),
    detail: t('记录已在另一个页面里提交，本页刚才的改动没有保存。'),
    mend: t('请到发件箱查看。'),
  }),
  draft_gone: () => ({
    title: t('手机上没有这份草稿'),
    detail: t('可能已经提交或删除，也可能是在另一部手机上记录的。'),
    mend: t('请到发件箱里查看，或从检查对象重新开始。'),
  }),
}

/** A problem of the phone by its code, in the reader's language. */
export function problem(code, extra = {}) {
  return { code, fields: [], ...CATALOGUE[code](), ...extra }
}

const STORE_ERRORS = {
  QuotaExceededError: 'store_full',
  BlockedError: 'store_old_page',
  VersionError: 'page_old',
  HandedInError: 'handed_in',
  DraftGoneError: 'draft_gone',
}

/** The problem behind an error of the store. */
export function storeProblem(error) {
  return problem(STORE_ERRORS[error?.name] ?? 'store_closed')
}
