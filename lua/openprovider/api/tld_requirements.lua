--- What a TLD demands of its domains' owners.
--
-- @module openprovider.api.tld_requirements

local added = require("openprovider.api.tld_requirements.added")
local answers = require("openprovider.http.envelope")
local arguments = require("openprovider.values.arguments")
local built = require("openprovider.customer.built")
local call_time = require("openprovider.limits.call_time")
local core = require("openprovider.core")
local errors = require("openprovider.errors")
local json = require("openprovider.values.json")
local new_details = require("openprovider.values.details")
local normalise = require("openprovider.customer.normalise")
local offline = require("openprovider.api.tld_requirements.offline")
local owner = require("openprovider.api.tld_requirements.owner")
local query = require("openprovider.http.query")
local record = require("openprovider.customer.from_api")
local as_text = require("openprovider.values.text_of")
local same = require("openprovider.customer.same")

local requirements = {}

local PATH = "/domains/additional-data/customers"

local OPTIONS = { domain_name = "string", timeout = "number" }
local CHECK_OPTIONS = { domain_name = "string", allow_unknown = "boolean", timeout = "number" }

-- Seconds for which a client keeps what a TLD demands, so that a check of many customers asks once: the API counts
-- equal calls over as many seconds, and blocks the account for too many (FACTS 3.4).
local KEPT = 300

-- How many are kept: more than there are TLDs with demands; with names of domains there is no end of them.
local MOST_KEPT = 1000

-- How many options of a field a message spells out.
local SPELT_OUT = 8

local function text_of(value)
  if type(value) == "string" and value ~= "" then return value end
  return nil
end

local function is_nothing(value)
  return value == nil or value == json.null or value == "" or type(value) == "table" and next(value) == nil
end

-- -> options, nil if there are none | false, what is wrong with them
local function read_options(given, redact)
  if is_nothing(given) then return nil end
  if type(given) ~= "table" or given[1] == nil then return false, "options that are not an array" end
  local read = {}
  for _, option in ipairs(given) do
    local value, description = option, nil
    if type(option) == "table" then value, description = option.value, redact(text_of(option.description)) end
    if type(value) == "table" then return false, "an option that is not a text" end
    if value ~= nil and value ~= json.null then
      read[#read + 1] = { value = as_text(value), description = description }
    end
  end
  return read[1] and read
end

-- Ways to say yes and no (FACTS 2.8).
local YES, NO = { ["true"] = true, ["1"] = true, yes = true, y = true }, {
  ["false"] = true, ["0"] = true, no = true, n = true,
}

-- -> true, false | nil if it says neither
local function read_required(given)
  if is_nothing(given) then return false end
  local said = core.lower(tostring(given))
  if YES[said] then return true end
  if NO[said] then return false end
  return nil
end

-- Values are data and stay as they are; names and types nearly always do. A secret may come back in a description.
-- -> requirement | nil, what is wrong with it
local function read_requirement(given, redact, redact_name)
  if type(given) ~= "table" or not text_of(given.name) then return nil, "a requirement without a name" end
  local name, required = owner.snake_case(redact_name(given.name)), read_required(given.required)
  local options, why = read_options(given.options, redact)
  if required == nil then why = "a field that is neither required nor optional" end
  if why then return nil, why .. ": " .. name end
  return {
    name = name, type = redact_name(text_of(given.type)), required = required,
    description = redact(text_of(given.description)), options = options or nil,
  }
end

-- One that is there twice is one; but what is demanded of it must not be two things.
-- -> whether it is new | nil, what is wrong with it
local function is_new(read, requirement)
  for _, other in ipairs(read) do
    if other.name == requirement.name then
      if same(other, requirement) then return false end
      return nil, "two different requirements with the same name: " .. requirement.name
    end
  end
  return true
end

-- -> requirements | nil, what is wrong with them
local function read_all(answer, redact, redact_name)
  local list, read = answer.data, {}
  if list == nil and answer.has_code then return read end -- the API leaves out what is empty (FACTS 2.8)
  if type(list) ~= "table" or (list[1] == nil and next(list) ~= nil) then return nil, "no requirements" end
  for _, given in ipairs(list) do
    local requirement, why = read_requirement(given, redact, redact_name)
    local is_one
    if requirement then is_one, why = is_new(read, requirement) end
    if why then return nil, why end
    if is_one then read[#read + 1] = requirement end
  end
  return read
end

-- Codes by which the API says that there is no such TLD: "TLD does not exist in Openprovider", "Invalid extension".
local NO_SUCH_TLD = { [1800] = true, [307] = true, [802] = true }

-- The error for a TLD that the API does not have, where it says so; else the API's own.
local function unknown_tld(err, tld)
  if not NO_SUCH_TLD[err.code] then return err end
  local shorter = tld:match("^[^.]+%.(.+)$") -- of the name of a domain
  local hint = shorter and string.format(": if it is a domain, its TLD is %q", shorter)
    or '; expected one such as "us" or "co.uk"'
  local message = string.format("there is no TLD %q at Openprovider%s", tld, hint)
  return errors.new("not_found", message, {
    field = "tld", code = err.code, desc = err.desc, status = err.status, outcome = "rejected",
    attempts = err.attempts, operation = err.operation, url = err.url,
  })
end

-- Asks whether there is a TLD: for one that it does not have, the API may as well demand nothing. Only a clear no
-- counts. Users may be refused here, which no new login would change. -> err | nil
local function absence(client, tld)
  local call = { method = "GET", path = "/tlds/" .. query.encode(tld), operation = "read", logged_in_again = true }
  local answer, err = client:exchange(call)
  if answer or not NO_SUCH_TLD[err.code] then return nil end
  return unknown_tld(err, tld)
end

-- -> requirements, details | nil, err
local function fetch(client, parameters, tld)
  local answer, err = client:exchange({ method = "GET", path = PATH, query = parameters, operation = "read" })
  if not answer then return nil, unknown_tld(err, tld) end
  local read, why = read_all(answer, client.credentials.hiding())
  if not read then return nil, answers.senseless(answer, "the answer has " .. why) end
  err = not read[1] and absence(client, tld) or nil
  if err then return nil, err end
  return read, answers.details(answer)
end

-- The session of a client -> what the client keeps, by query. A caller gets a copy of it, which may be changed.
local kept_of = setmetatable({}, { __mode = "k" })

local function kept_by(client)
  local kept = kept_of[client.session]
  if not kept or kept.count >= MOST_KEPT then
    kept = { count = 0 }
    kept_of[client.session] = kept
  end
  return kept
end

-- As the API says, or as it said lately. -> requirements, details | nil, err
local function demands_of(client, tld, domain_name)
  if domain_name and not domain_name:find("^[^%z\1-\32\127./]+$") then
    return nil, errors.not_sent("invalid", 'the domain\'s name must be a text without its extension, such as "example"',
      { field = "domain_name" })
  end
  local asked = query.string({ ["domain.extension"] = tld, ["domain.name"] = domain_name })
  local kept, now = kept_by(client)[asked], client.transport.now()
  if kept and now < kept.ends and not client.closed then
    return core.plain(nil, kept.demanded), new_details({ api_warnings = {}, maintenance = false, attempts = 0 })
  end
  local demanded, details = fetch(client, asked, tld)
  if not demanded then return nil, details end
  local known = kept_by(client)
  if not known[asked] then known.count = known.count + 1 end
  known[asked] = { demanded = core.plain(nil, demanded), ends = now + KEPT }
  return demanded, details
end

--- See `Client:customer_requirements`.
function requirements.customer_requirements(client, tld, opts)
  arguments.check("customer_requirements", 1, tld, "string")
  local err
  opts, err = arguments.options("customer_requirements", 2, opts, OPTIONS)
  if not opts then return nil, err end
  tld, err = owner.tld(tld)
  if not tld then return nil, err end
  return demands_of(call_time.within(client, opts.timeout), tld, opts.domain_name)
end

-- What a requirement expects, for a person.
local function expectation(requirement, redact)
  local said = {}
  for index, option in ipairs(requirement.options or {}) do
    if index > SPELT_OUT then
      said[index] = "..."
      break
    end
    said[index] = string.format("%q", redact(option.value))
    if option.description then said[index] = said[index] .. " (" .. option.description .. ")" end
  end
  if said[1] then return "expected one of " .. table.concat(said, ", ") end
  return "expected " .. (requirement.description or "a text")
end

local function has_option(requirement, value)
  if not requirement.options then return true end
  for _, option in ipairs(requirement.options) do
    if option.value == as_text(value) then return true end
  end
  return false
end

-- A member of the customer itself or of its additional data that has the requirement's name.
local function given_elsewhere(customer, name)
  local additional = customer.additional_data
  if type(additional) == "table" and owner.is_given(additional[name]) then return "additional_data." .. name end
  if type(customer[name]) == "string" and owner.is_given(customer[name]) then return name end
  return nil
end

-- -> a problem with one requirement, or nil
local function judge(requirement, customer, data, path, tld, redact)
  local name, value = requirement.name, data[requirement.name]
  local problem = { path = path .. "." .. name, severity = "error" }
  if owner.is_given(value) then
    if has_option(requirement, value) then return nil end
    problem.code = "format"
    problem.message = string.format("is not one of the values for .%s; %s", tld, expectation(requirement, redact))
    return problem
  end
  if not requirement.required then return nil end
  problem.code = "missing"
  problem.message = string.format("is required for .%s; %s", tld, expectation(requirement, redact))
  local elsewhere = given_elsewhere(customer, name)
  if elsewhere then
    problem.severity = "warning"
    problem.message = string.format("is required for .%s, and given as %s; the API asks for it here", tld, elsewhere)
  end
  return problem
end

-- Fields for the TLD that the API does not ask for.
local function superfluous(data, demanded, path, tld)
  local known, found = {}, {}
  for _, requirement in ipairs(demanded) do known[requirement.name] = true end
  for name in pairs(data) do
    if not known[name] then
      found[#found + 1] = {
        path = path .. "." .. tostring(name), code = "extension", severity = "warning",
        message = "is not what the API asks for ." .. tld,
      }
    end
  end
  table.sort(found, function(one, other) return core.before(one.path, other.path) end)
  return found
end

-- The checker's problems without its warnings about fields that the API asks for: the API knows more of them.
local function without_doubts(problems, demanded, path)
  local known, kept = {}, {}
  for _, requirement in ipairs(demanded) do known[requirement.name] = true end
  for _, problem in ipairs(problems or {}) do
    local is_of_data = problem.severity == "warning" and problem.path:sub(1, #path + 1) == path .. "."
    if not (is_of_data and known[owner.snake_case(problem.path:sub(#path + 2))]) then kept[#kept + 1] = problem end
  end
  return kept
end

--- See `Client:check_for_tld`.
function requirements.check_for_tld(client, customer, tld, opts)
  arguments.check("check_for_tld", 1, customer, "table")
  arguments.check("check_for_tld", 2, tld, "string")
  local err
  opts, err = arguments.options("check_for_tld", 3, opts, CHECK_OPTIONS)
  if not opts then return nil, err end
  client = call_time.within(client, opts.timeout)
  tld, err = owner.tld(tld)
  if not tld then return nil, err end
  customer = built.copy(customer)
  if customer.handle ~= nil then customer = record.sendable(customer) end
  local canonical, problems, total = normalise.check(customer, opts.allow_unknown)
  local demanded, found = demands_of(client, tld, opts.domain_name)
  if not demanded then return nil, found end
  local redact = client.credentials.hiding()
  local data, path = owner.data(canonical, tld)
  problems = without_doubts(problems, demanded, path)
  local judged = {}
  for _, requirement in ipairs(demanded) do
    judged[#judged + 1] = judge(requirement, canonical, data, path, tld, redact)
  end
  problems, total = added(problems, total, judged)
  problems, total = added(problems, total, offline.problems(canonical, tld, demanded))
  problems, total = added(problems, total, superfluous(data, demanded, path, tld))
  if total > 0 then return nil, errors.invalid(problems, total) end
  return canonical, problems
end

return requirements
