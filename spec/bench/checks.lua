--- Checks customers, in a process of its own:
--
--     lua checks.lua check|core|body ROUNDS
--
-- `check` is the function of the library, `core` that in C alone, `body` that which also makes the text that is sent.
-- Prints the microseconds of processor time that a customer took, over ROUNDS of all of them.
local core = require("openprovider.core")
local customers = require("spec.bench.customers")
local normalise = require("openprovider.customer.normalise")
local openprovider = require("openprovider")

local CUSTOMERS = 2000
local WARM_ROUNDS = 2

local operations = {}

function operations.check(customer)
  assert(openprovider.check_customer(customer))
end

function operations.core(customer)
  local _, _, errors = core.check(customer, "create")
  assert(errors == 0)
end

function operations.body(customer)
  assert((normalise.body(customer)))
end

local operation, rounds = operations[arg[1]], tonumber(arg[2])
local list = customers.list(CUSTOMERS)

local function check_all(count)
  for _ = 1, count do
    for i = 1, CUSTOMERS do operation(list[i]) end
  end
end

check_all(WARM_ROUNDS)
local start = os.clock()
check_all(rounds)
print(("processor %.4f"):format((os.clock() - start) * 1e6 / rounds / CUSTOMERS))
