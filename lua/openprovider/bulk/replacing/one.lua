--- Makes one domain use another handle. The domain is read right before anything is sent, and after every call with an
-- unknown outcome, so that the API itself says what still has to be done. Only one program works on a domain at a time.
--
-- @module openprovider.bulk.replacing.one

local core = require("openprovider.core")
local domain_roles = require("openprovider.list.domain_roles")
local errors = require("openprovider.errors")
local fees = require("openprovider.bulk.replacing.fees")
local lookup = require("openprovider.exactly_once.lookup")
local operations = require("openprovider.api.operations")
local plan = require("openprovider.bulk.replacing.plan")
local refusals = require("openprovider.bulk.replacing.refusals")

local one = {}

-- Seconds for which a trade is remembered that may have been ordered, but is not shown. After that its result must be
-- visible, and the caller may order another one.
local REMEMBERED = 24 * 3600

-- Calls for a domain in one step: read it, ask for its fee, send something, and read it again.
local CALLS = 4

-- The most steps: a trade, an update for the role that a trade does not change, and one for other changes meanwhile.
local MOST_STEPS = 3

--- Kinds of errors that all other domains would get, too.
one.ENDS_IT = {
  auth = true, config = true, rate_limited = true, maintenance = true, cancelled = true, tls = true, network = true,
  timeout = true, journal = true,
}

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
  local given = job.auth_codes[core.lower(name)]
  if given then return given end
  if not plan.needs_auth_code(domain) then return nil end
  if type(domain.auth_code) == "string" and domain.auth_code ~= "" then return domain.auth_code end
  return false, errors.not_sent("invalid", ("a trade of %s needs its authorization code: give it with "
    .. "auth_codes (--auth-codes)"):format(name))
end

-- Whether a trade may have been ordered that has not led to the new owner. What this run or an earlier one has noted
-- counts, whatever the history shows: reads may lag, so a history without the trade proves nothing.
local function was_traded(item, domain)
  if item.is_traded or item.was_sent then return true end
  local now = plan.trades(domain)
  return item.trades ~= nil and now ~= nil and now > item.trades
end

-- Notes the cost of a trade that was not planned, for the report. -> true | nil, err
local function note_fee(job, item, domain)
  item.action = "trade"
  if item.fee then return true end
  local fee, err = plan.fee(job.client, domain)
  if not fee then
    err.outcome = "not_sent" -- of the trade, whatever happened to the question
    return nil, err
  end
  item.fee = fee
  err = fees.refusal(job.items, job.max_fee)
  if not err then return true end
  item.fee = nil -- it is not spent
  return nil, err
end

-- Notes that a trade may be ordered from now on, in the store and in the journal. -> true | nil, err
local function note_trade(item)
  local ok, err = item.held:trading(REMEMBERED)
  if not ok or not item.mark then return ok, err end
  err = item.mark()
  if not err then return true end
  item.held:forget()
  return nil, err
end

-- An order that was certainly not carried out is not a trade.
local function forget_trade(item)
  item.is_traded = nil
  item.held:forget()
  if item.unmark then item.unmark() end
end

-- What a refusal may mean that proves nothing.
local UNDER_WAY = { may = "the trade may be under way", look = "look in the control panel before you order another" }

local function trade(job, item, domain, roles)
  local code, err = auth_code_of(job, domain, item.full_name)
  if code == false then return nil, err end
  local ok
  ok, err = note_fee(job, item, domain)
  if not ok then return nil, err end
  ok, err = note_trade(item)
  if not ok then return nil, err end
  item.sent, item.is_traded = true, true
  local answer
  answer, err = operations.call(job.client, "TradeDomain", plan.trade(domain, roles, job.new, code or nil))
  if answer and plan.has_failed(answer) or not answer and refusals.proves(err) then
    forget_trade(item)
  elseif not answer and err.outcome ~= "unknown" then
    err.outcome = "unknown" -- the code may be about this very trade
    errors.unknown_outcome(err, UNDER_WAY)
  end
  return answer, err
end

-- Ends the work where the API takes no more calls: then nobody else sends anything.
local function note_limit(job, err)
  if (err.kind ~= "rate_limited" and err.cause ~= "rate_limited") or err.outcome == "not_sent" then return end
  local wait = err.retry_after and ("%.0f s"):format(math.ceil(err.retry_after)) or "some minutes"
  job.limit = job.limit or errors.new("rate_limited", ("the API takes no more calls for now (%s): wait %s, and run "
    .. "this again"):format(err.code and "code " .. err.code or "HTTP " .. (err.status or "?"), wait),
    { outcome = "rejected", code = err.code, status = err.status, retry_after = err.retry_after })
end

-- -> an answer's data | nil, err
local function send(job, item, action, domain, roles)
  if job.limit then return nil, errors.not_sent("rate_limited", job.limit.message) end
  local why = item.permit and item.permit()
  if why then return nil, why end
  if action == "trade" then return trade(job, item, domain, roles) end
  item.sent = true
  return operations.call(job.client, "UpdateDomain", plan.update(domain, roles, job.new), nil,
    domain.domain.extension)
end

-- The result of a domain that does not use the old handle. It is replaced if it has the new one in a role in which it
-- had the old one. Otherwise its contacts were changed by others.
local function without_old(job, item, domain)
  local has_new = {}
  for _, role in ipairs(domain_roles.of(domain, job.new)) do has_new[role] = true end
  for _, role in ipairs(item.roles) do
    if has_new[role] then return { status = "replaced" } end
  end
  if not item.is_traded then item.fee = nil end -- it is not spent
  return { status = "gone", err = errors.new("conflict", ("%s: it got other contacts meanwhile: it uses neither %s nor "
    .. "%s, and its owner is %s"):format(item.full_name, job.old, job.new, errors.one_line(tostring(
    domain.owner_handle))), { outcome = "rejected" }) }
end

-- The next action for a domain in its present state. -> action, result if this is the end
local function next_step(job, item, domain, roles)
  local action = plan.action(domain, roles)
  if action == "nothing" then return action, without_old(job, item, domain) end
  if action == "wait" then return action, { status = "requested" } end
  if action == "trade" and not job.allow_fees then return action, { status = "needs_fee" } end
  if action == "trade" and was_traded(item, domain) then
    return action, failed(errors.new("conflict", item.full_name .. ": a trade was ordered already, and its owner is "
      .. "still the old one: look in the control panel before you order another", { outcome = "rejected" }))
  end
  return action, nil
end

-- Reads a domain until it shows what was sent, now or at some time before, or until the time is over in which that can
-- become visible. -> whether it is visible, the result if that is the end
local function look_after(job, item, sent, made)
  local client, action, ended = job.client, nil, nil
  local now = client.transport.now()
  local pace = { settle = job.settle, settled = (made or now) + job.settle }
  pace.deadline = math.max(now, pace.settled) + client.settings.timeout
  lookup.until_settled(client, pace, function()
    local domain, err = one.read(client, item.id)
    if not domain then return nil, err end
    action, ended = next_step(job, item, domain, domain_roles.of(domain, job.old))
    return { action ~= sent or nil }
  end)
  return action ~= nil and action ~= sent, ended
end

-- The result of an order, if the answer itself says it. -> result | nil if the domain has to be read
local function result_of(item, action, answer)
  if plan.is_under_way(answer) then return { status = "requested" } end
  if plan.has_failed(answer) then
    return failed(errors.new("rejected", ("%s: the API says that the %s failed"):format(item.full_name, action),
      { outcome = "rejected" }))
  end
  return action == "update" and { status = "replaced" } or nil
end

local function not_shown(item)
  return errors.new("outcome_unknown", item.full_name .. ": the API took the trade, and still shows the old owner: "
    .. "look in the control panel before you order another", { outcome = "unknown" })
end

-- One step of what still has to be done. -> result | nil if there is a further step
local function step(job, item)
  local domain, err = one.read(job.client, item.id)
  if not domain then
    if not item.sent then err.outcome = "not_sent" end
    return failed(err)
  end
  local roles = domain_roles.of(domain, job.old)
  if roles[1] and not item.sent then item.roles = roles end -- the list may be older
  local action, ended = next_step(job, item, domain, roles)
  if ended then return ended end
  local answer
  answer, err = send(job, item, action, domain, roles)
  if err and not answer then note_limit(job, err) end
  if not answer and (err.outcome ~= "unknown" or job.limit) then return failed(err) end
  local result = answer and result_of(item, action, answer)
  if result then return result end
  local is_visible
  is_visible, ended = look_after(job, item, action)
  if is_visible then return ended end
  return { status = "unknown", err = answer and not_shown(item) or err } -- nothing is sent twice in one run
end

-- Holds a domain: only one of the programs that share a store has it at a time. -> held | nil, err
local function hold(job, item)
  local client, timeout = job.client, job.client.settings.timeout
  local held, err = client.references:take(("domain %.0f"):format(item.id), {
    deadline = client.transport.now() + timeout + job.settle, settle = job.settle,
    longest = MOST_STEPS * (CALLS * timeout + job.settle),
  }, item.full_name .. ": another program is working on it")
  if err and err.kind == "timeout" then err.kind = "conflict" end -- the error concerns only this domain
  return held, err
end

local function replace_held(job, item)
  local note = item.held.note
  local is_noted = note and note.state == "traded"
  item.was_sent = item.was_sent or is_noted
  if item.was_sent then look_after(job, item, "trade", is_noted and note.made or nil) end
  for _ = 1, MOST_STEPS do
    local result = step(job, item)
    if result then return result end
  end
  return { status = "unknown", err = not_shown(item) }
end

--- Does what has to be done with a domain. A trade is made once, whatever reads show after it: what may have been
--- ordered is noted in the store before it is sent, for the next program.
---@param job table `{ client, old, new, allow_fees, max_fee, items, auth_codes, settle }`
---@param item table `{ id, full_name, trades, was_sent, permit, mark, unmark }`: `trades`, how many there were when it
--- was planned; `was_sent`, whether an earlier run may have ordered a trade; `permit() -> err | nil` is asked right
--- before something is sent; `mark() -> err | nil` notes elsewhere that a trade may be ordered, and `unmark()` that it
--- was not; `sent` becomes true
---@return table result `{ status, err }`: "replaced", "gone" (it uses other handles by now), "requested" (under way at
--- the registry), "needs_fee", "failed", or "unknown"
function one.replace(job, item)
  local held, err = hold(job, item)
  if not held then return failed(err) end
  item.held = held
  local ok, result = pcall(replace_held, job, item)
  if ok and result.status == "replaced" and (held.note or item.is_traded) then held:forget() end
  item.held = nil
  held:release()
  if not ok then error(result, 0) end
  return result
end

return one
