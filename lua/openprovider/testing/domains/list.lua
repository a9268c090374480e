--- Reading domains: the list and its filters, and one domain.
local ascii = require("openprovider.testing.ascii")
local answers = require("openprovider.testing.answers")
local domains = require("openprovider.testing.domains.records")
local query = require("openprovider.testing.query")

local list = {}

local DEFAULT_LIMIT, MAX_LIMIT = 100, 1000

local function is_blank(text)
  return text == nil or text == ""
end

-- Filters: name -> function(shown, wanted, record) -> whether a domain passes.
local FILTERS = {
  id = function(shown, wanted) return shown.id == tonumber(wanted) end,
  extension = function(shown, wanted) return shown.domain.extension == ascii.lower(wanted) end,
  full_name = function(_, wanted, record) return record.domain == ascii.lower(wanted) end,
  domain_name_pattern = function(shown, wanted) return query.wildcard(wanted)(shown.domain.name) end,
  comment_pattern = function(shown, wanted) return query.wildcard(wanted)(shown.comments) end,
  status = function(shown, wanted) return shown.status == wanted end,
  contact_handle = function(_, wanted, record) return domains.uses(record, wanted) end,
  is_deleted = function(shown, wanted) return shown.is_deleted == query.is_true(wanted) end,
}

local function passes(shown, record, request)
  for name, holds in pairs(FILTERS) do
    local wanted = request.query[name]
    if not is_blank(wanted) and not holds(shown, wanted, record) then
      return false
    end
  end
  for _, status in ipairs(request.repeated.status_not_equal or {}) do
    if shown.status == status then
      return false
    end
  end
  -- Deleted domains are shown only if the query asks for them.
  return shown.status ~= "DEL" or not is_blank(request.query.status) or not is_blank(request.query.is_deleted)
end

-- Orders: name -> function(shown) -> a key.
local ORDERS = {
  ["order_by.id"] = function(shown) return shown.id end,
  ["order_by.domain_name"] = function(shown) return shown.domain.name end,
  ["order_by.domain_extension"] = function(shown) return shown.domain.extension end,
  ["order_by.status"] = function(shown) return shown.status end,
}

local function sort(found, parameters)
  for name, key_of in pairs(ORDERS) do
    local order = parameters[name]
    if not is_blank(order) then
      local is_descending = ascii.upper(order) == "DESC"
      table.sort(found, function(one, other)
        local a, b = key_of(one), key_of(other)
        if a == b then
          a, b = one.id, other.id
        end
        if is_descending then
          a, b = b, a
        end
        if type(a) == "string" then return ascii.before(a, b) end
        return a < b
      end)
      return
    end
  end
end

--- `GET /domains`.
---@param sandbox table
---@param request table
---@return table answer
function list.list(sandbox, request)
  local found, with_history = {}, query.is_true(request.query.with_api_history)
  for _, record in ipairs(sandbox.domains.in_order) do
    local shown = domains.shown(sandbox, record, with_history)
    if passes(shown, record, request) then
      found[#found + 1] = shown
    end
  end
  sort(found, request.query)
  return answers.page(found, query.page(request.query, DEFAULT_LIMIT, MAX_LIMIT))
end

--- `GET /domains/{id}`: code 320 for one that is not in the account.
---@param sandbox table
---@param request table
---@return table answer
function list.get(sandbox, request)
  local record = domains.by_id(sandbox, request.id)
  if not record then
    return answers.failure(320)
  end
  return answers.success(domains.shown(sandbox, record, query.is_true(request.query.with_api_history)))
end

--- `GET /domains/{id}/authcode`.
---@param sandbox table
---@param request table
---@return table answer
function list.auth_code(sandbox, request)
  local record = domains.by_id(sandbox, request.id)
  if not record then
    return answers.failure(320)
  end
  return answers.success { auth_code = record.auth_code, success = true, type = "external" }
end

return list
