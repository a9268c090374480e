--- Plans how a domain gets another handle, and what that costs.
-- For some TLDs the owner is changed like any other handle. Others need a trade, which costs a fee and may need the
-- domain's code (FACTS 7.2). The domain itself says which.
--
-- @module openprovider.bulk.replacing.plan

local core = require("openprovider.core")
local domain_roles = require("openprovider.list.domain_roles")
local errors = require("openprovider.errors")
local operations = require("openprovider.api.operations")

local plan = {}

-- Statuses in which an order is not done yet.
local UNDER_WAY = { REQ = true, RRQ = true, PEN = true, SCH = true }

-- A text of a record; nil for null, which no parameter can be.
local function text(value)
  return type(value) == "string" and value ~= "" and value or nil
end

-- Whether one of some roles is the owner's.
local function has_owner(roles)
  return roles[1] == "owner" -- the first in their list
end

--- Whether an order is not done yet.
---@param answer any a domain, or what the API says of an order
---@return boolean
function plan.is_under_way(answer)
  return type(answer) == "table" and UNDER_WAY[answer.status or ""] == true
end

--- Whether an answer says that an order has failed.
---@param answer any what the API says of an order
---@return boolean
function plan.has_failed(answer)
  return type(answer) == "table" and answer.status == "FAI"
end

--- Whether a domain has to be read to know what it needs: lists leave members out, and a fee must be known before the
--- order.
---@param domain table of a list
---@param roles string[]
---@return boolean
function plan.is_unsure(domain, roles)
  return has_owner(roles) and domain.modify_owner_allowed ~= true and not plan.is_under_way(domain)
end

--- Whether a domain is one of .eu.
---@param item table of a report
---@return boolean
function plan.is_of_eu(item)
  return item.full_name ~= nil and core.lower(item.full_name):sub(-3) == ".eu"
end

--- What has to be done: "update", "trade", "wait" for what is under way, or "nothing".
---@param domain table of the API
---@param roles string[] those in which it uses the old handle
---@return string action
function plan.action(domain, roles)
  if not roles[1] then return "nothing" end
  if plan.is_under_way(domain) then return "wait" end
  if has_owner(roles) and domain.trade_allowed == true and domain.modify_owner_allowed ~= true then return "trade" end
  return "update"
end

-- An amount of a price: what the reseller pays counts, where it is given.
local function amount_in(price)
  for _, payer in ipairs({ "reseller", "product" }) do
    local its = type(price) == "table" and price[payer]
    if type(its) == "table" and type(its.price) == "number" then
      return { amount = its.price, currency = text(its.currency) or "" }
    end
  end
end

--- Asks what a trade of a domain costs.
---@param client table
---@param domain table of the API
---@return table|nil fee `{ amount, currency }`
---@return table|nil err
function plan.fee(client, domain)
  local data, err = operations.call(client, "GetPrice", {
    domain = { name = domain.domain.name, extension = domain.domain.extension }, operation = "trade", period = 1,
  })
  if not data then return nil, err end
  local fee = type(data) == "table" and amount_in(data.price)
  if fee then return fee end
  return nil, errors.not_sent("protocol", "the API does not say what a trade costs")
end

-- The members of a domain that a trade repeats: without them the domain would get defaults.
local KEPT = { "ns_group", "autorenew" }

local function name_servers(domain)
  if type(domain.name_servers) ~= "table" then return nil end
  local list = {}
  for _, server in ipairs(domain.name_servers) do
    if type(server) == "table" and text(server.name) then
      list[#list + 1] = { name = server.name, ip = text(server.ip), ip6 = text(server.ip6) }
    end
  end
  return list[1] and list or nil
end

--- The parameters of an update.
---@param domain table of the API
---@param roles string[]
---@param new string handle
---@return table parameters of "UpdateDomain"
function plan.update(domain, roles, new)
  local parameters = { id = domain.id }
  for _, role in ipairs(roles) do parameters[domain_roles.member(role)] = new end
  return parameters
end

-- Roles that a trade cannot change.
local NOT_IN_TRADES = { reseller = true }

--- The parameters of a trade: all that the domain has, with the new handle in its roles.
---@param domain table of the API
---@param roles string[]
---@param new string handle
---@param auth_code string|nil
---@return table parameters of "TradeDomain"
function plan.trade(domain, roles, new, auth_code)
  local parameters = {
    domain = { name = domain.domain.name, extension = domain.domain.extension }, period = 1, auth_code = auth_code,
    name_servers = name_servers(domain),
  }
  for _, name in ipairs(KEPT) do parameters[name] = text(domain[name]) end
  if parameters.ns_group then parameters.name_servers = nil end
  for _, role in ipairs(domain_roles.LIST) do
    local member = domain_roles.member(role)
    if not NOT_IN_TRADES[role] then parameters[member] = text(domain[member]) end
  end
  for _, role in ipairs(roles) do
    if not NOT_IN_TRADES[role] then parameters[domain_roles.member(role)] = new end
  end
  return parameters
end

--- Whether a trade needs the domain's code.
---@param domain table of the API
---@return boolean
function plan.needs_auth_code(domain)
  local said = domain.trade_auth_code_required
  return said ~= nil and said ~= "" and said ~= "no" and said ~= false
end

--- How many trades of a domain its history has; nil where the API does not show one.
---@param domain table of the API
---@return integer|nil count
function plan.trades(domain)
  if type(domain.api_history) ~= "table" then return nil end
  local count = 0
  for _, entry in ipairs(domain.api_history) do
    if type(entry) == "table" and type(entry.cmd) == "string" and entry.cmd:find("[Tt]rade") then count = count + 1 end
  end
  return count
end

return plan
