--- Has one domain use another handle. It is looked at right before anything is sent, and after everything of which
-- nobody knows whether it was carried out: the API itself says what is still to be done.
--
-- @module openprovider.bulk.replacing.one

local domain_roles = require("openprovider.list.domain_roles")
local errors = require("openprovider.errors")
local lookup = require("openprovider.exactly_once.lookup")
local operations = require("openprovider.api.operations")
local plan = require("openprovider.bulk.replacing.plan")

local one = {}

-- A trade, an update for the handle that a trade does not take, and a look after each.
local MOST_STEPS = 3

--- Reads a domain, with the history of its orders.
---@param client table
---@param id integer
---@return table|nil domain
---@return table|nil err
function one.read(client, id)
  local domain, err = operations.call(client, "GetDomain", { id = id, with_api_history = true })
  if not domain then return nil, err end
  if type(domain) ~= "table" or tonumber(domain.id) ~= tonumber(id) or type(domain.domain) ~= "table" then
    return nil, errors.new("protocol", "the answer has another domain than the one that was asked for",
      { outcome = "not_sent" })
  end
  return domain
end

local function failed(err)
  return { status = err.outcome == "unknown" and "unknown" or "failed", err = err }
end

-- The code for a trade. -> code | nil | false, err
local function auth_code_of(job, domain, name)
  local given = job.auth_codes[name]
  if given then return given end
  if not plan.needs_auth_code(domain) then return nil end
  if type(domain.auth_code) == "string" and domain.auth_code ~= "" then return domain.auth_code end
  return false, errors.not_sent("invalid", ("a trade of %s wants its authorization code: give it with auth_codes")
    :format(name))
end

-- Whether a trade was ordered after the work was planned, which has not led to the new owner.
local function was_traded(item, domain)
  local now = plan.trades(domain)
  return item.trades ~= nil and now ~= nil and now > item.trades
end

-- -> an answer's data | nil, err
local function send(job, item, action, domain, roles)
  local why = job.permit and job.permit()
  if why then return nil, why end
  item.sent = true
  if action == "update" then
    return operations.call(job.client, "UpdateDomain", plan.update(domain, roles, job.new))
  end
  local code, err = auth_code_of(job, domain, item.full_name)
  if code == false then return nil, err end
  return operations.call(job.client, "TradeDomain", plan.trade(domain, roles, job.new, code or nil))
end

-- What to do about a domain as it is. -> action, result: a result that is the end
local function next_step(job, item, domain, roles)
  local action = plan.action(domain, roles)
  if action == "nothing" then return action, { status = "replaced" } end
  if action == "wait" then return action, { status = "requested" } end
  if action == "trade" and not job.allow_fees then return action, { status = "needs_fee" } end
  if action == "trade" and was_traded(item, domain) then
    return action, failed(errors.new("conflict", item.full_name .. ": a trade was ordered already, and its owner is "
      .. "still the old one: look in the control panel before you order another", { outcome = "rejected" }))
  end
  return action, nil
end

-- Looks until what was sent and lost has become visible, or cannot any more. -> result
local function after_loss(job, item, lost)
  local client, result = job.client, nil
  local now = client.transport.now()
  local pace = { settle = job.settle, settled = now + job.settle }
  pace.deadline = pace.settled + client.settings.timeout
  lookup.until_settled(client, pace, function()
    local domain, err = one.read(client, item.id)
    if not domain then return nil, err end
    local _, ended = next_step(job, item, domain, domain_roles.of(domain, job.old))
    result = ended
    return { ended }
  end)
  return result or { status = "unknown", err = lost } -- nothing is sent twice in one run
end

--- Does what has to be done with a domain.
---@param job table `{ client, old, new, allow_fees, auth_codes, settle, permit }`: `permit() -> err | nil` is asked
--- right before something is sent
---@param item table `{ id, full_name, trades }`: `trades`, how many there were when it was planned; `sent` becomes true
---@return table result `{ status, err }`: "replaced", "requested" (under way at the registry), "needs_fee", "failed",
--- or "unknown"
function one.replace(job, item)
  for _ = 1, MOST_STEPS do
    local domain, err = one.read(job.client, item.id)
    if not domain then return failed(err) end
    local roles = domain_roles.of(domain, job.old)
    local action, ended = next_step(job, item, domain, roles)
    if ended then return ended end
    local answer
    answer, err = send(job, item, action, domain, roles)
    if not answer then return err.outcome == "unknown" and after_loss(job, item, err) or failed(err) end
    item.trades = nil -- what follows is this run's own
    if plan.is_under_way(answer) then return { status = "requested" } end
    if action == "update" then return { status = "replaced" } end
  end
  return failed(errors.new("protocol", item.full_name .. ": the API says that it was traded, and shows the old owner",
    { outcome = "unknown" }))
end

return one
