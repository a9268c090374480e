--- The domains of a replacement, several at a time, with a journal or without.
-- A journal knows which domains a run works on. If that run is killed, the next one takes over these domains, waits
-- until what was sent has become visible, and reads each domain before it sends anything.
--
-- @module openprovider.bulk.replacing.work

local at_once = require("openprovider.bulk.replacing.at_once")
local errors = require("openprovider.errors")
local json = require("openprovider.values.json")
local memory = require("openprovider.exactly_once.memory")
local one = require("openprovider.bulk.replacing.one")
local opened = require("openprovider.bulk.replacing.opened")
local plan = require("openprovider.bulk.replacing.plan")

-- The most calls for a domain between two contacts with the journal: a read and what follows from it.
local CALLS = 2

-- Seconds until the journal is asked again for rows of others, while calls of this program are in flight.
local LAST_CALLS = 0.05

-- Whether an error ends the work. A refusal for .eu alone does not concern other domains.
local function ends_it(job, err, item)
  local is_of_eu = not job.limit and err.kind == "rate_limited" and err.outcome == "not_sent" and plan.is_of_eu(item)
  return not is_of_eu and one.ENDS_IT[err.kind]
end

-- Notes the result of a domain. An error that ends the work is no fault of the domain. -> the error that ends the work
local function take(job, item, result)
  local err = result.err
  local is_end = err and ends_it(job, err, item)
  item.status, item.err = result.status, err
  if is_end and result.status == "failed" then item.status = "planned" end
  job.tell(item)
  return job.limit or is_end and err or nil
end

-- Without a journal.
local function directly(job, items)
  local index = 0
  return (at_once(job.client, job.concurrency, function()
    index = index + 1
    return items[index]
  end, function(item) return take(job, item, one.replace(job, item)) end))
end

local function reference_of(job, item)
  return ("replace %s %s %.0f"):format(job.old, job.new, item.id)
end

-- What is known of a domain when it is planned for the first time, as a row of the journal.
local function row_of(job, item, position)
  return {
    reference = reference_of(job, item), key = item.full_name, position = position, hash = "1",
    body = json.encode({ trades = item.trades }),
  }
end

-- Puts the domains into the journal. Domains that an earlier run finished, but that still use the old handle, are done
-- again. -> true | nil, err
local function enter(job, items, journal)
  local rows = {}
  for index, item in ipairs(items) do rows[index] = row_of(job, item, index) end
  local entries, err = journal:add(rows)
  if not entries then return nil, err end
  for index, entry in ipairs(entries) do
    if entry.handle then
      items[index].was_sent = true
      local is_so
      is_so, err = journal:reopen(rows[index].reference, entry.handle)
      if is_so == nil then return nil, err end
    end
  end
  return true
end

-- Writes down the result of a row. -> err
local function finish(job, journal, row, item, ended)
  local ok, err
  if item.status == "replaced" or item.status == "requested" then
    ok, err = journal:finish({ { reference = row.reference, handle = job.new } })
  elseif ended then
    ok, err = journal:release({ { reference = row.reference, sent = item.sent == true } })
  else
    local why = item.err or {}
    ok, err = journal:finish({ {
      reference = row.reference, sent = item.status == "unknown", error = json.encode({
        kind = why.kind or "conflict", message = why.message or item.status,
      }),
    } })
  end
  return not ok and err or nil
end

local function taken_over(item)
  return errors.not_sent("conflict", item.full_name .. " was taken over by another program")
end

-- Does a row. A trade is noted before it is ordered: its row is finished then, and waits again only if the trade was
-- certainly not carried out. -> the error that ends the work
local function do_row(job, journal, row, item)
  item.trades = (json.decode(row.body) or {}).trades
  function item.permit()
    local is_same, err = journal:renew()
    if is_same then return nil end
    return err or taken_over(item)
  end
  function item.mark()
    local lost, err = journal:finish({ { reference = row.reference, handle = job.new } })
    if lost == 0 then return nil end
    return lost and taken_over(item) or err
  end
  function item.unmark() journal:reopen(row.reference, job.new) end
  local ended = take(job, item, one.replace(job, item))
  return finish(job, journal, row, item, ended) or ended
end

-- Reads the results of others.
local function look_at_others(job, items)
  local some = {}
  for _, item in ipairs(items) do
    if item.status == "planned" then
      item.permit = function() return errors.not_sent("conflict", "another program is working on it") end
      some[#some + 1] = item
    end
  end
  return directly(job, some)
end

-- Takes the rows of some items, and no others: another replacement may use the same journal. Rows that another program
-- has are asked for again after all others. -> next_one() -> item, row | nil, seconds, or an error
local function own_rows(job, items, journal, since)
  local sends_for = CALLS * job.client.settings.timeout + job.settle
  local index, held = 0, {}
  -- -> row | nil, seconds or err if another program has it; neither if it is finished
  local function claim(item)
    local rows, more = journal:claim(1, sends_for, job.settle, since, nil, reference_of(job, item))
    return rows and rows[1], more
  end
  return function()
    while items[index + 1] do
      index = index + 1
      local row, more = claim(items[index])
      if row then return items[index], row end
      if type(more) == "table" then return nil, more end
      if more then held[#held + 1] = items[index] end
    end
    local soonest
    for _ = 1, #held do
      local item = table.remove(held, 1)
      local row, more = claim(item)
      if row then return item, row end
      if type(more) == "table" then return nil, more end
      if more then held[#held + 1], soonest = item, math.min(soonest or more, more) end
    end
    return nil, soonest
  end
end

-- Does the rows of some items in a journal. -> err
local function do_rows(job, items, journal, since)
  local row_of_item, in_flight = {}, 0
  local next_one = own_rows(job, items, journal, since)
  local err, left = at_once(job.client, job.concurrency, function()
    local item, more = next_one()
    if not item then return nil, type(more) == "number" and in_flight > 0 and math.min(more, LAST_CALLS) or more end
    row_of_item[item], in_flight = more, in_flight + 1
    return item
  end, function(item)
    local ended = do_row(job, journal, row_of_item[item], item)
    in_flight = in_flight - 1
    return ended
  end)
  local given_back = {}
  for index, item in ipairs(left) do given_back[index] = { reference = reference_of(job, item) } end
  if given_back[1] then journal:release(given_back) end
  return err
end

local function with_journal(job, items, journal)
  local since, is_entered, err
  since, err = journal:begin(memory.shown_place(job.client.settings))
  if not since then return err end
  is_entered, err = enter(job, items, journal)
  if not is_entered then return err end
  return do_rows(job, items, journal, since) or look_at_others(job, items)
end

-- The items to send: not those with a fee that is not allowed, those under way, and those that could not be planned.
local function sendable(job, items)
  local some = {}
  for _, item in ipairs(items) do
    if item.status == "failed" then
      take(job, item, { status = "failed", err = item.err })
    elseif item.action == "trade" and not job.allow_fees then
      take(job, item, { status = "needs_fee" })
    elseif item.action == "wait" then
      take(job, item, { status = "requested" })
    else
      some[#some + 1] = item
    end
  end
  return some
end

--- Carries out the plan.
---@param job table of `replacing`
---@param items table[] of a report; each gets its `status`, and `err`
---@param given? string|table a journal, or its name
---@return table|nil err what ended it before its time
return function(job, items, given)
  items = sendable(job, items)
  if not given then return directly(job, items) end
  local journal, err = opened(job.client, given)
  if not journal then return err end
  local ok
  ok, err = pcall(with_journal, job, items, journal)
  journal:close()
  if not ok then error(err, 0) end
  return err
end
