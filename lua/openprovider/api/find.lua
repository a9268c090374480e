--- Finding one customer by what is known of it.
--
-- The API's filters are patterns, in which case says nothing (FACTS 2.8). So what a list lets through is compared, as
-- `ensure_customer` compares it, and the one that is left is read as a whole.
--
-- @module openprovider.api.find

local answers = require("openprovider.http.envelope")
local arguments = require("openprovider.values.arguments")
local as_read = require("openprovider.api.update.as_read")
local call_time = require("openprovider.limits.call_time")
local canonical_form = require("openprovider.customer.canonical_form")
local core = require("openprovider.core")
local customers = require("openprovider.api.customers")
local errors = require("openprovider.errors")
local handles = require("openprovider.customer.handle")
local lookup = require("openprovider.exactly_once.lookup")
local parameters = require("openprovider.list.filters")
local pattern = require("openprovider.list.pattern")
local record = require("openprovider.customer.from_api")
local reference = require("openprovider.customer.marker")
local search = require("openprovider.list.search")

local find = {}

local OPTIONS = { timeout = "number" }

-- What can be known of a customer: where it is, and the API's filter for it.
local MEMBERS = {
  { name = "email", kind = "text", example = "jan@example.com", path = "email", filter = "email_pattern" },
  { name = "company_name", kind = "text", example = "Example BV", path = "company_name",
    filter = "company_name_pattern" },
  { name = "first_name", kind = "text", example = "Jan", path = "name.first_name", filter = "first_name_pattern" },
  { name = "last_name", kind = "text", example = "Dijk", path = "name.last_name", filter = "last_name_pattern" },
  { name = "reference", kind = "text", example = "order-4711" },
}

find.MEMBERS = MEMBERS

-- Handles that an error names, at most.
local MOST = 20

local function value_at(customer, path)
  local object, name = path:match("^(.*)%.(.*)$")
  if not object then return customer[path] end
  return type(customer[object]) == "table" and customer[object][name] or nil
end

-- Whether a customer has what is sought, but for its reference. -> boolean | nil if it does not show all of it
local function matches(customer, sought)
  local shows_all = true
  for _, member in ipairs(MEMBERS) do
    local wanted = member.path and sought[member.name]
    if wanted then
      local path = member.path
      local found = canonical_form.of(path, value_at(customer, path))
      if not found then
        shows_all = false
      elseif canonical_form.plain(path, found) ~= canonical_form.plain(path, canonical_form.of(path, wanted)) then
        return false
      end
    end
  end
  return shows_all or nil
end

-- What is sought, in words.
local function described(sought)
  local parts = {}
  for _, member in ipairs(MEMBERS) do
    local value = sought[member.name]
    if value then parts[#parts + 1] = string.format("%s %q", (member.name:gsub("_", " ")), value) end
  end
  return table.concat(parts, " and ")
end

local function not_found(sought)
  return errors.not_sent("not_found", "there is no customer with " .. described(sought))
end

local function several(found, sought)
  table.sort(found, core.before)
  local is_more = found[MOST] ~= nil
  return errors.not_sent("conflict", string.format("%s%d customers have %s: %s. Say more about the one that you mean, "
    .. "or use its handle", is_more and "at least " or "", #found, described(sought), table.concat(found, ", ")),
    { handles = found })
end

-- What is wrong with what is sought. -> sought | nil, err
local function read(given)
  local sought, err = parameters.read(given, MEMBERS, "member", OPTIONS)
  if not sought then return nil, err end
  if next(sought) == nil then
    return nil, errors.not_sent("invalid", 'nothing is sought; expected a part of a customer, such as '
      .. 'email = "jan@example.com"')
  end
  if not sought.reference then return sought end
  local ok
  ok, err = reference.check(sought.reference)
  return ok and sought, err
end

local function query_of(sought)
  local query = {}
  for _, member in ipairs(MEMBERS) do
    if member.filter and sought[member.name] then query[member.filter] = pattern.of(sought[member.name]) end
  end
  if sought.reference then query.comment_pattern = reference.pattern(sought.reference) end
  return query
end

-- Whether a customer of a list has what is sought. -> boolean | nil if it does not show all of it
local function row_matches(row, sought)
  local verdict = matches(row, sought)
  if verdict == false or not sought.reference then return verdict end
  if row.comments == nil then return nil end
  return reference.has(row.comments, sought.reference) and verdict
end

-- Whether a row is of a customer that is there and has what is sought. What it does not show is looked at.
-- -> boolean | nil, err
local function is_one(client, row, sought, pace, last)
  local verdict = row_matches(row, sought)
  if verdict == false or not record.is_alive(row) then return false end
  if not handles.is_one(row.handle) then
    return nil, answers.senseless(last.answer, "the list has a customer without a handle")
  end
  if client.references:is_deleted(row.handle) then return false end
  if verdict and record.tells_its_life(row) then return true end
  local whole, err = lookup.get(client, row.handle, pace)
  if not whole then
    if err.kind == "not_found" then return false end -- deleted meanwhile
    return nil, err
  end
  return row_matches(whole, sought) == true and record.is_alive(whole)
end

-- -> handles | nil, err
local function search_all(client, sought, pace)
  local last, found, seen = {}, {}, {}
  local rows, err = search(client, query_of(sought), pace, last)
  if not rows then return nil, err end
  for row, _, why in rows do
    if not row then return nil, why end
    local verdict
    verdict, err = is_one(client, row, sought, pace, last)
    if verdict == nil then return nil, err end
    if verdict and not seen[core.lower(row.handle)] then
      found[#found + 1], seen[core.lower(row.handle)] = row.handle, true
    end
    if found[MOST] then break end
  end
  return found
end

-- Whether a customer that was read is the one that a list has shown: lists may lag behind it.
local function is_still_one(sent, sought)
  return record.is_alive(sent) and row_matches(sent, sought)
end

--- See `Client:find_customer`.
function find.find_customer(client, given, opts)
  arguments.check("find_customer", 1, given, "table")
  local sought, err
  opts, err = arguments.options("find_customer", 2, opts, OPTIONS)
  if not opts then return nil, err end
  sought, err = read(given)
  if not sought then return nil, err end
  client = call_time.within(client, opts.timeout)
  local pace = { deadline = client.transport.now() + client.settings.timeout }
  local found
  found, err = search_all(client, sought, pace)
  if not found then return nil, err end
  if found[2] then return nil, several(found, sought) end
  local left = { timeout = math.max(0, pace.deadline - client.transport.now()) }
  local customer, details
  if found[1] then customer, details = customers.get_customer(client, found[1], left) end
  if customer and is_still_one(as_read.of(customer), sought) then return customer, details end
  if not found[1] or customer or details.kind == "not_found" then return nil, not_found(sought) end
  return nil, details
end

return find
