--- Makes the copy of a customer as a row of a journal: all programs that share the journal make one copy, even if they
-- share nothing else, and if one of them is killed right after it has sent it.
--
-- @module openprovider.bulk.replacing.copy

local errors = require("openprovider.errors")
local exactly_once = require("openprovider.exactly_once.create")
local json = require("openprovider.values.json")
local memory = require("openprovider.exactly_once.memory")
local opened = require("openprovider.bulk.replacing.opened")
local result = require("openprovider.exactly_once.result")

-- Calls of a create between two contacts with the journal: it looks, sends, and looks again.
local CALLS = 3

-- How often the whole is tried, if a copy that the journal knows is gone, or another program could not make it.
local TRIES = 3

local function is_taken(reference)
  return errors.not_sent("conflict", "another program is making the copy: run this again", { reference = reference })
end

-- What the journal gets. -> result of a row
local function result_of(row, handle, details)
  if handle then return { reference = row.reference, handle = handle, found = not details.created } end
  local sent = nil
  if details.outcome ~= "not_sent" then sent = details.outcome == "unknown" end
  return { reference = row.reference, sent = sent, error = json.encode({
    kind = details.kind, message = details.message,
  }) }
end

-- Creates the copy of a row that was claimed. -> handle, details | nil, err
local function create(job, row)
  local handle, details = exactly_once.create(job.client, job.prepared, {
    settle = job.settle, sent_ago = row.sent_ago,
    permit = function()
      local is_same, err = job.journal:renew()
      if is_same then return nil end
      return err or is_taken(job.prepared.reference)
    end,
  })
  local lost, duplicates = job.journal:finish({ result_of(row, handle, details) })
  if not handle then return nil, details end
  if not lost then
    duplicates.handle = handle -- the copy was made nevertheless
    return nil, duplicates
  end
  local other = duplicates[1] and duplicates[1].other
  if not other then return handle, details end
  return nil, errors.new("conflict", ("there are two copies, %s and %s: delete one"):format(other, handle),
    { outcome = "rejected", handle = handle, handles = { other, handle } })
end

-- Waits for the row until this program has it or it is finished. -> row | false if it is finished | nil, err
local function claim(job, since)
  local client = job.client
  local sends_for = CALLS * client.settings.timeout + job.settle
  local deadline = client.transport.now() + sends_for + 2 * job.settle
  while true do
    local rows, seconds = job.journal:claim(1, sends_for, job.settle, since, nil, job.row.reference)
    if not rows then return nil, seconds end
    if rows[1] or not seconds then return rows[1] or false end
    if client.transport.now() + seconds > deadline then return nil, is_taken(job.prepared.reference) end
    client.transport.sleep(seconds)
  end
end

-- The copy that the journal knows. -> handle, details | nil, err; neither if there is none
local function known(job)
  local entries, err = job.journal:add({ job.row })
  if not entries then return nil, err end
  local handle = entries[1].handle
  if not handle then return nil end
  local is_it, details = result.again(job.client, job.prepared, handle)
  if is_it or details then return is_it, details end
  local is_so
  is_so, err = job.journal:reopen(job.row.reference, handle)
  return nil, is_so == nil and err or nil
end

-- -> handle, details | nil, err
local function make(job)
  local place = memory.shown_place(job.client.settings)
  for _ = 1, TRIES do
    local since, err = job.journal:begin(place)
    if not since then return nil, err end
    local handle, details = known(job)
    if handle or details then return handle, details end
    local row
    row, err = claim(job, since)
    if row then return create(job, row) end
    if row == nil then return nil, err end
  end
  return nil, is_taken(job.prepared.reference)
end

--- Creates a copy, or finds it.
---@param client table
---@param prepared table
---@param opts table `settle`, `journal`
---@return string|nil handle
---@return table details_or_err
return function(client, prepared, opts)
  -- Without a reference, a new copy is wanted each time.
  if not opts.journal or not prepared.reference then return exactly_once.create(client, prepared, opts) end
  local journal, err = opened(client, opts.journal)
  if not journal then return nil, err end
  local job = {
    client = client, journal = journal, prepared = prepared, settle = opts.settle or client.settings.settle,
    row = {
      reference = "copy " .. prepared.reference, key = prepared.reference, position = 0, hash = "1", body = "{}",
    },
  }
  local ok, handle, details = pcall(make, job)
  journal:close()
  if not ok then error(handle, 0) end
  return handle, details
end
