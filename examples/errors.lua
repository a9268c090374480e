-- What to do about each error: correct it, try later, or look. `errors.lua CUSTOMER.lua REFERENCE` creates a customer.
local openprovider = require "openprovider"
local client = assert(openprovider.new())
local customer, reference = dofile(assert(arg[1], "name a file with a customer")), arg[2]

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
  for _, problem in ipairs(err.problems) do print("correct", problem.path, problem.message) end
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
