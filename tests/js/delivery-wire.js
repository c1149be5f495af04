/* Stands in for static/js/models/wire.js in delivery.test.js: the small server of these tests. */

import { smallServer } from './small-server.js'

export const server = smallServer()
export const { request } = server
