--- The way to the API: proxy, name, connection, and the clock that its answer shows.
--
-- @module openprovider.cli.doctor.network

local core = require("openprovider.core")
local errors = require("openprovider.errors")
local not_tls = require("openprovider.http.not_tls")
local source = require("openprovider.cli.profile.source")

local network = {}

-- Seconds that the API has for an answer; and those by which clocks may differ.
local PATIENCE = 10
local FEW = 60

-- The address of a proxy without a user name and a password, in which people leave a / or an @ as it is.
local function shown(url)
  local scheme = url:match("^[A-Za-z][A-Za-z0-9+.-]*://") or ""
  return scheme .. url:sub(#scheme + 1):gsub("^.*@", "")
end

-- -> whether there is a proxy
local function tell_proxy(client, profile, tell)
  local of_profile = profile and profile.members.proxy
  local name, url = source.proxy_variable(client.settings.base_url)
  if of_profile then name, url = 'profile "' .. profile.name .. '"', of_profile end
  local excepted = not of_profile and (os.getenv("no_proxy") or os.getenv("NO_PROXY"))
  tell("ok", "proxy", not url and "none" or shown(url) .. ", as " .. name .. " says"
    .. (excepted and excepted ~= "" and "; not for " .. excepted or ""))
  return url ~= nil
end

-- Says that the name of the API's host is known, where that is seen and the host has a name.
local function tell_name(client, has_proxy, failure, tell)
  local host = client.settings.base_url:match("^[a-z]+://([^/:]+)")
  if has_proxy or not host or not host:find("[A-Za-z]") then return end
  if not failure or failure.kind == "tls" or failure.message:find("onnect") then
    tell("ok", "name", host .. " has an address")
  end
end

-- What to do about a failure of a transport, by a part of its message or by its kind.
local ADVICE = {
  { part = "resolve", name = "name", advice = "look at /etc/resolv.conf and at the address of the API" },
  { part = "proxy", name = "proxy", advice = "look at the proxy's address, and whether it runs" },
  { part = "does not speak tls", name = "TLS" }, -- says itself what to look at
  { kind = "tls", name = "TLS", advice = "install the package ca-certificates; behind a proxy that opens TLS, give its "
      .. "authority with --ca-file" },
  { kind = "timeout", name = "connection", advice = "see whether a firewall lets this machine out, or needs a proxy" },
}

local function reason_of(failure)
  for _, each in ipairs(ADVICE) do
    if failure.kind == each.kind or each.part and core.lower(failure.message):find(each.part, 1, true) then
      return each.name, each.advice
    end
  end
  return "connection", "see whether a firewall lets this machine out, or needs a proxy; or try again later"
end

local MONTHS = { Jan = 1, Feb = 2, Mar = 3, Apr = 4, May = 5, Jun = 6, Jul = 7, Aug = 8, Sep = 9, Oct = 10, Nov = 11,
  Dec = 12 }

-- Days since the epoch of a day of the Gregorian calendar.
local function days_of(year, month, day)
  if month <= 2 then year, month = year - 1, month + 12 end
  return 365 * year + math.floor(year / 4) - math.floor(year / 100) + math.floor(year / 400)
    + math.floor((153 * (month - 3) + 2) / 5) + day - 719469
end

-- Seconds since the epoch of the header Date (RFC 9110, 5.6.7). -> number | nil
local function time_of(text)
  local day, name, year, hours, minutes, seconds =
    (text or ""):match("(%d%d) ([A-Z][a-z][a-z]) (%d%d%d%d) (%d%d):(%d%d):(%d%d) GMT")
  local month = MONTHS[name]
  if not month then return nil end
  return days_of(core.number(year), month, core.number(day)) * 86400 + core.number(hours) * 3600
    + core.number(minutes) * 60 + core.number(seconds)
end

local function tell_clock(headers, tell)
  local theirs = time_of(headers and headers.date)
  if not theirs then return tell("ok", "clock", "the API does not say its time") end
  local difference = core.now() - theirs
  if math.abs(difference) <= FEW then return tell("ok", "clock", "as the API's") end
  tell("warning", "clock", string.format("%.0f s %s the API's", math.abs(difference), difference > 0 and "ahead of"
    or "behind"), "set the clock: `timedatectl set-ntp true`")
end

--- Whether the API can be reached.
---@param client table
---@param profile table|nil that is used
---@param tell function(state, name, message, advice)
---@return boolean is_reached
function network.check(client, profile, tell)
  local has_proxy = tell_proxy(client, profile, tell)
  local began = core.now()
  local response, failure = client.transport.perform({
    method = "GET", url = client.settings.base_url, headers = client.credentials.of_request(nil).without_body,
    timeout = PATIENCE, connect_timeout = PATIENCE,
  })
  local name, advice
  if failure then
    failure.message = source.named(failure.kind == "tls" and not_tls(failure.message) or failure.message)
    name, advice = reason_of(failure)
  end
  if name ~= "name" then tell_name(client, has_proxy, failure, tell) end
  if failure then
    tell("failed", name, errors.one_line(client.credentials.hiding()(failure.message)), advice)
    return false
  end
  tell("ok", "connection", string.format("the API answers in %.0f ms", (core.now() - began) * 1000))
  tell_clock(response.headers, tell)
  return true
end

return network
