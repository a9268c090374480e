--- The rows of the fault matrix: what can befall a request, and what that says about it.
--
-- A row has `title`; what brings the fault about: `order` (a fault of the sandbox server) or `detour` (the request
-- goes to another place, see transports.lua); `connection`, "kept" (the default: one that was used before) or "fresh";
-- and `carried`, true if the sandbox carries the request out before it fails.
--
-- The rest is what FACTS and the design say of it, and not what the client makes of it: `situation` (a row of the retry
-- policy), `kind` and `outcome` of the error. A row without a situation is no failure at all. `slow` is one that takes
-- all the time there is, so that no further attempt follows. `wait`: the server asks for so many seconds.

local secrets = require("spec.matrix.secrets")

local faults = {}

local HTML = "<html><body>" .. secrets.IN_ANSWERS .. "</body></html>"

-- Seconds of a stall, and of the moment after which a connection is closed that nobody uses.
local STALL, IDLE = 30, 0.01

local function add(row)
  faults[#faults + 1] = row
end

-- The members of several tables in one, the later ones first.
local function joined(...)
  local all = {}
  for _, part in ipairs({ ... }) do
    for name, value in pairs(part) do all[name] = value end
  end
  return all
end

-- A row for a request that the sandbox never sees to, and one for a request that it carries out first.
local function add_both(row)
  for _, carried in ipairs({ false, true }) do
    local order = joined(row.order, { processed = carried or nil, unprocessed = not carried or nil })
    add(joined(row, { title = row.title .. (carried and ", done" or ""), order = order, carried = carried }))
  end
end

local UNSENT = { situation = "unsent", kind = "network", outcome = "not_sent" }
local INSECURE = { situation = "final", kind = "tls", outcome = "not_sent" }
local LOST = { situation = "lost", kind = "network", outcome = "unknown" }
local LATE = { situation = "lost", kind = "timeout", outcome = "unknown", slow = true }
local UNREADABLE = { situation = "unreadable", kind = "protocol", outcome = "unknown" }
local GATEWAY = { situation = "lost", kind = "network", outcome = "unknown" }
local NO_TOKEN = { situation = "refused_token", kind = "auth", outcome = "rejected" }
local NOT_NOW = { situation = "deferred", kind = "rate_limited", outcome = "rejected" }
local BUSY = { situation = "lost", kind = "rate_limited", outcome = "unknown" }

-- The connection, before anything is sent.
add(joined(UNSENT, { title = "refused", detour = "refused" }))
add(joined(UNSENT, { title = "unknown host", detour = "unknown_host" }))
add(joined(UNSENT, { title = "proxy refuses", detour = "proxy" }))
add(joined(INSECURE, { title = "TLS: another's name", detour = "wrong_host" }))
add(joined(INSECURE, { title = "TLS: none spoken", detour = "no_tls" }))
-- libcurl does not tell a connection that ends in the handshake from a handshake that failed.
add(joined(INSECURE, { title = "TLS: closed in handshake", detour = "deaf_tls" }))
add(joined(LOST, { title = "closed, nothing read", detour = "deaf" }))

-- The connection, at the request. In HTTP/2 `close` and `reset` of the server end a stream, `cut_off` a connection.
add { title = "kept, closed idle", idle = { name = "cut_off_later", seconds = IDLE }, wait_idle = 5 * IDLE }
for _, connection in ipairs({ "fresh", "kept" }) do
  local on = { connection = connection }
  add(joined(LOST, on, { title = connection .. ", FIN, head read", order = { name = "close_before", unread = true } }))
  add(joined(LOST, on, { title = connection .. ", RST, head read", order = { name = "reset_before", unread = true } }))
  for _, way in ipairs({ "FIN", "RST" }) do
    local how, close = way:lower(), way == "FIN" and "close_after" or "reset_after"
    add_both(joined(LOST, on, { title = connection .. ", " .. way, order = { name = "cut_off", how = how } }))
    add_both(joined(LOST, on, { title = connection .. ", " .. way .. " by nginx", order = { name = close } }))
  end
end

-- The answer's parts.
add_both(joined(LOST, { title = "RST mid-answer", order = { name = "reset_mid_answer" } }))
add_both(joined(LOST, { title = "truncated", order = { name = "truncated" } }))
add_both(joined(LATE, { title = "stall before headers", order = { name = "stall", seconds = STALL } }))
add_both(joined(LATE, { title = "stall mid-body", order = { name = "stall_mid_body", seconds = STALL } }))

-- What the API says (FACTS 1.5, 3.2, 3.3, 3.4). With `echo` it quotes what was sent.
add(joined(NO_TOKEN, { title = "401", order = { name = "status", status = 401, body = HTML } }))
add(joined(NO_TOKEN, { title = "196", order = { name = "code", code = 196, echo = true } }))
add_both(joined(BUSY, { title = "429", order = { name = "status", status = 429, body = HTML } }))
add(joined(BUSY, {
  title = "429, Retry-After", order = { name = "status", status = 429, headers = { ["Retry-After"] = "1" } }, wait = 1,
}))
add(joined(BUSY, {
  title = "429, later than we wait", order = { name = "status", status = 429, headers = { ["Retry-After"] = "600" } },
  slow = true, wait = 600,
}))
-- A login so refused is not repeated within a minute: the API counts logins (FACTS 3.4).
add(joined(NOT_NOW, { title = "code 50", order = { name = "code", code = 50, echo = true }, wait_of_login = 60 }))
add(joined(NOT_NOW, { title = "code 4005", order = { name = "code", code = 4005 }, kind = "maintenance" }))
add { title = "500, code 116", order = { name = "code", code = 116, echo = true },
  situation = "final", kind = "rejected", outcome = "rejected" }
add_both { title = "500, code 199", order = { name = "code", code = 199, echo = true },
  situation = "fault", kind = "rejected", outcome = "unknown" }
for _, status in ipairs({ 500, 400, 200 }) do
  add_both { title = status .. ", code 7777", order = { name = "code", code = 7777, status = status, echo = true },
    situation = "fault", kind = "rejected", outcome = "unknown" }
end

-- What a gateway says, and what makes no sense.
add_both(joined(GATEWAY, { title = "500 without a body", order = { name = "status", status = 500 } }))
add_both(joined(GATEWAY, {
  title = "502 HTML", order = { name = "status", status = 502, body = HTML, content_type = "text/html" },
}))
add_both(joined(GATEWAY, {
  title = "504 HTML", order = { name = "status", status = 504, body = HTML, content_type = "text/html" },
  kind = "timeout",
}))
for _, case in ipairs({ { 400, "rejected" }, { 403, "auth" }, { 404, "protocol" } }) do
  add_both(joined(UNREADABLE, {
    title = case[1] .. " HTML", order = { name = "status", status = case[1], body = HTML, content_type = "text/html" },
    kind = case[2],
  }))
end
add { title = "413", order = { name = "status", status = 413, body = HTML },
  situation = "final", kind = "rejected", outcome = "rejected" }
add_both(joined(LOST, { title = "503", order = { name = "status", status = 503, body = HTML }, kind = "maintenance" }))
add_both(joined(UNREADABLE, { title = "200 HTML", order = { name = "status", status = 200, body = HTML } }))
add_both(joined(UNREADABLE, { title = "200, empty", order = { name = "empty" } }))
add_both(joined(UNREADABLE, { title = "200, half of the JSON", order = { name = "cut" } }))
add_both(joined(UNREADABLE, { title = "oversized", order = { name = "oversized", bytes = 2 ^ 25, promise = true } }))
add_both(joined(UNREADABLE, { title = "invalid UTF-8", order = { name = "invalid_utf8" } }))
add_both(joined(UNREADABLE, {
  title = "redirect",
  order = { name = "status", status = 302, headers = { Location = "/v1beta/tags?token=" .. secrets.IN_ANSWERS } },
}))
add { title = "JSON called text/html", order = { name = "misnamed" }, carried = true }

return faults
