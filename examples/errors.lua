-- What to do about each error: correct it, try later, or look. `errors.lua CUSTOMER.lua REFERENCE` creates a customer.
-- By its reference the customer is found again. Without one, a second run could create a second customer.
local openprovider = require "openprovider"

if #arg ~= 2 then
  io.stderr:write("usage: errors.lua CUSTOMER.lua REFERENCE\n")
  os.exit(2)
end
local customer, reference = dofile(arg[1]), arg[2]
local client = assert(openprovider.new())

-- Seconds to wait where the API does not say, and how often to try.
local PAUSE, TRIES = 5, 3

local function sleep(seconds) os.execute("sleep " .. math.ceil(seconds)) end

local function create()
  for try = 1, TRIES do
    local handle, err = client:create_customer(customer, { reference = reference })
    if handle then return handle end
    if not err.retryable or try == TRIES then return nil, err end
    print("later", err.kind)
    sleep(math.min(err.retry_after or PAUSE, PAUSE))
  end
end

local handle, err = create()
if handle then
  print("created", handle)
elseif err.kind == "invalid" then -- nothing was sent
  -- What is wrong with a reference or with a handle is no problem of the customer.
  local problems = err.problems or { { path = err.field or "", message = err.message } }
  for _, problem in ipairs(problems) do print("correct", problem.path, problem.message) end
elseif err.kind == "rejected" then -- the API refused a field, or the whole
  print("refused", err.field or "", err.desc)
elseif err.kind == "conflict" then -- another customer has this reference
  print("taken", err.handle)
elseif err.kind == "outcome_unknown" then -- it may have been created: the same reference finds it
  print("unknown", "run this again")
else -- the set-up, the account, or the way to the API
  print("failed", err)
end
os.exit(handle ~= nil)
