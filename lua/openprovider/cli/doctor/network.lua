--- The way to the API: proxy, name, connection, and the clock that its answer shows.
--
-- @module openprovider.cli.doctor.network

local core = require("openprovider.core")
local errors = require("openprovider.errors")
local not_tls = require("openprovider.http.not_tls")
local source = require("openprovider.cli.profile.source")

local network = {}

-- The most seconds that the API has for an answer; and those by which clocks may differ.
local PATIENCE = 10
local FEW = 60

-- The address of a proxy without a user name and a password, in which people leave a / or an @ as it is.
local function shown(url)
  local scheme = url:match("^[A-Za-z][A-Za-z0-9+.-]*://") or ""
  return scheme .. url:sub(#scheme + 1):gsub("^.*@", "")
end

-- Whether the API is on this machine, which is never reached through a proxy.
local function is_here(url)
  local host = url:match("^[a-z]+://([^/:]+)") or ""
  return host == "localhost" or host:find("^127%.") ~= nil or url:find("^[a-z]+://%[::1%]") ~= nil
end

-- Where a proxy is and who says so -> `{ url, address, of }` | nil for no proxy
local function proxy_of(client, profile)
  local of_profile = profile and profile.members.proxy
  local of, url = source.proxy_variable(client.settings.base_url)
  if of_profile then of, url = 'profile "' .. profile.name .. '"', of_profile end
  if not url or url == "" or is_here(client.settings.base_url) then return nil end
  url = shown(url)
  return { url = url, address = url:gsub("^.-://", ""):gsub("/.*$", ""), of = of, is_of_profile = of_profile ~= nil }
end

local function tell_proxy(proxy, tell)
  if not proxy then return tell("ok", "proxy", "none") end
  local excepted = not proxy.is_of_profile and (os.getenv("no_proxy") or os.getenv("NO_PROXY"))
  tell("ok", "proxy", proxy.url .. ", as " .. proxy.of .. " says"
    .. (excepted and excepted ~= "" and "; not for " .. excepted or ""))
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
  { part = "does not speak tls", name = "TLS" }, -- says itself what to look at
  { kind = "tls", name = "TLS", advice = "install the package ca-certificates; behind a proxy that opens TLS, give its "
      .. "authority with --ca-file" },
  { kind = "timeout", name = "connection", advice = "see whether a firewall lets this machine out, or needs a proxy" },
}

-- What is wrong with a proxy. -> message, advice | nil where it is not the proxy
local function fault_of_proxy(proxy, message)
  if not proxy then return nil end
  local address = proxy.address
  if message:find("407", 1, true) then
    return ("%s asks for a login: %s"):format(address, message),
      "look at the user name and the password in the proxy's address, in " .. proxy.of
  end
  local host, port = message:match("onnect to ([^ ]+) port (%d+)")
  local is_it = host and (address == host .. ":" .. port or address == host)
    or core.lower(message):find("proxy", 1, true) or message:find("CONNECT tunnel", 1, true)
  if not is_it then return nil end
  return ("%s cannot be used: %s"):format(address, message),
    ("look at the proxy's address, in %s, and whether the proxy runs"):format(proxy.of)
end

-- What a library says of a certificate of another host.
local OTHER_NAMES = { "subject name", "hostname mismatch", "host name mismatch" }

-- What to do about a certificate of another host. -> advice | nil
local function advice_on_name(client, failure)
  for _, part in ipairs(failure.kind == "tls" and OTHER_NAMES or {}) do
    if core.lower(failure.message):find(part, 1, true) then
      return ("the certificate is for another name than %s: look at %s"):format(
        client.settings.base_url:match("^[a-z]+://([^/]+)"), source.of("base_url") or "the network")
    end
  end
  return nil
end

-- -> the check that a failure belongs to, message, advice
local function reason_of(client, proxy, failure)
  local message, advice = fault_of_proxy(proxy, failure.message)
  if message then return "proxy", message, advice end
  advice = advice_on_name(client, failure)
  if advice then return "TLS", failure.message, advice end
  for _, each in ipairs(ADVICE) do
    if failure.kind == each.kind or each.part and core.lower(failure.message):find(each.part, 1, true) then
      return each.name, failure.message, each.advice
    end
  end
  return "connection", failure.message,
    "see whether a firewall lets this machine out, or needs a proxy; or try again later"
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
  local proxy, began, settings = proxy_of(client, profile), core.now(), client.settings
  tell_proxy(proxy, tell)
  local response, failure = client.transport.perform({
    method = "GET", url = settings.base_url, headers = client.credentials.of_request(nil).without_body,
    timeout = math.min(PATIENCE, settings.timeout), connect_timeout = math.min(PATIENCE, settings.timeout),
  })
  local name, message, advice
  if failure then
    failure.message = source.named(failure.kind == "tls" and not_tls(failure.message) or failure.message)
    name, message, advice = reason_of(client, proxy, failure)
  end
  if name ~= "name" then tell_name(client, proxy ~= nil, failure, tell) end
  if failure then
    tell("failed", name, errors.one_line(client.credentials.hiding()(message)), advice)
    return false
  end
  tell("ok", "connection", string.format("the API answers in %.0f ms", (core.now() - began) * 1000))
  tell_clock(response.headers, tell)
  return true
end

return network
