--- Verification of e-mail addresses, which registries demand before a domain stays up.
--
-- @module openprovider.api.email_verifications

local answers = require("openprovider.http.envelope")
local arguments = require("openprovider.values.arguments")
local call_time = require("openprovider.limits.call_time")
local core = require("openprovider.core")
local ignored = require("openprovider.list.ignored_filters")
local json = require("openprovider.values.json")
local new_details = require("openprovider.values.details")
local page = require("openprovider.list.page")
local parameters = require("openprovider.list.filters")
local record = require("openprovider.customer.from_api")

local email_verification = {}

local PATH = "/customers/verifications/emails/"

local OPTIONS = { timeout = "number" }

local MAX_INTEGER = parameters.MAX_INTEGER

local function text(name, example)
  return { name = name, kind = "text", example = example }
end

-- Filters by the contract's names.
local FILTERS = {
  text("email", "jan@example.com"),
  text("domain", "example.com"),
  { name = "domain_id", kind = "integer", min = 1, max = MAX_INTEGER, example = 123456 },
  text("handle", "CV904716-NL"),
  text("status", "verified"),
  text("description", "verified by e-mail"),
  { name = "is_suspended", kind = "boolean" },
  text("response.type", "email"),
  text("response.to", "jan@example.com"),
  { name = "limit", kind = "integer", min = 1, max = 1000, example = 100 },
  { name = "offset", kind = "integer", min = 0, max = MAX_INTEGER, example = 100 },
}

local EMAIL = { name = "email", kind = "email", example = "jan@example.com", required = true }

-- Members of the requests.
local RESTART = { EMAIL, text("language", "en"), text("tag", "VIP") }
local START = { EMAIL, { name = "handle", kind = "handle" }, text("language", "en"), text("tag", "VIP") }

-- The API's code for a verification that goes on already (FACTS 3.3). An example of its documents answers
-- a start with it, beside the id.
local IN_PROGRESS = 20001

local function id_in(data)
  if type(data) ~= "table" then return nil end
  local id = data.id
  if type(id) == "string" and id:find("^%d+$") then id = core.number(id) end
  if type(id) == "number" and id >= 1 and id % 1 == 0 and json.is_exact(id) then return id end
  return nil
end

local DOUBT = {
  may = "the message may have been sent", look = "email_verifications { email = ... } shows how far it is",
}

local function post(client, path, request)
  return client:exchange({
    method = "POST", path = PATH .. path, body = json.encode(request), operation = "once",
    doubt = DOUBT,
  })
end

--- See `Client:start_email_verification`.
function email_verification.start_email_verification(client, given, opts)
  arguments.check("start_email_verification", 1, given, "table")
  local request, err
  opts, err = arguments.options("start_email_verification", 2, opts, OPTIONS)
  if not opts then return nil, err end
  client = call_time.within(client, opts.timeout)
  request, err = parameters.read(given, START, "member", OPTIONS)
  if not request then return nil, err end
  local answer
  answer, err = post(client, "start", request)
  if not answer then
    local id = err.code == IN_PROGRESS and id_in(err.data)
    if not id then return nil, err end
    return id, new_details({ in_progress = true, api_warnings = {}, maintenance = false, attempts = err.attempts })
  end
  local id = id_in(answer.data)
  if not id then return nil, answers.senseless(answer, "the answer has no id of a verification") end
  return id, answers.details(answer, { in_progress = false })
end

--- See `Client:restart_email_verification`.
function email_verification.restart_email_verification(client, given, opts)
  arguments.check("restart_email_verification", 1, given, "table")
  local request, err
  opts, err = arguments.options("restart_email_verification", 2, opts, OPTIONS)
  if not opts then return nil, err end
  client = call_time.within(client, opts.timeout)
  request, err = parameters.read(given, RESTART, "member", OPTIONS)
  if not request then return nil, err end
  local answer
  answer, err = post(client, "restart", request)
  if not answer then return nil, err end
  return answers.confirmed(answer, "the restart")
end

--- See `Client:email_verifications`.
function email_verification.email_verifications(client, given, opts)
  if given ~= nil then arguments.check("email_verifications", 1, given, "table") end
  local query, err
  opts, err = arguments.options("email_verifications", 2, opts, OPTIONS)
  if not opts then return nil, err end
  client = call_time.within(client, opts.timeout)
  query, err = parameters.read(given, FILTERS, "filter", OPTIONS, "list every domain")
  if not query then return nil, err end
  local found, details, answer = page.get(client, PATH .. "domains", query)
  local fault = found and ignored.place(query, found)
  if fault then return nil, answers.senseless(answer, fault) end
  for index, row in ipairs(found and found.results or {}) do found.results[index] = record.tidy(row) end
  return found, details
end

return email_verification
