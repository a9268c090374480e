--- How late a timer of 10 ms is while many customers are created in the same thread:
--
--     lateness.lua LOOP BASE_URL CA_FILE TASKS EACH
--
-- Each of so many tasks creates so many customers, one after the other. The first round opens the connections.
-- Prints `created=N first_p99=MS p99=MS worst=MS ticks=N in_flight=N`, in milliseconds of lateness; the first is that
-- of the first round, all other figures are of the rounds after it.
local example = require("spec.support.example")
local openprovider = require("openprovider")

local name, base_url, ca_file, tasks, each = arg[1], arg[2], arg[3], tonumber(arg[4]), tonumber(arg[5])
local loop = require("spec.support.loops." .. name)
local TICK = 0.010

local client = assert(openprovider.new({
  base_url = base_url, ca_file = ca_file, username = "sandbox", password = "secret", proxy = "",
  transport = loop.transport, retries = 0,
}))

local created, first_rounds, most = 0, 0, 0

local function create(number)
  for round = 1, each do
    local customer = example.customer({ comments = ("task %d, customer %d"):format(number, round) })
    assert(client:create_customer(customer))
    created = created + 1
    if round == 1 then first_rounds = first_rounds + 1 end
  end
end

local function percentile(values, share)
  table.sort(values)
  return values[math.max(1, math.ceil(#values * share))] or -1
end

local lateness, first = {}, {}

local function tick()
  while created < tasks * each do
    local due = loop.now() + TICK
    loop.sleep(TICK)
    local late, values = (loop.now() - due) * 1000, first_rounds < tasks and first or lateness
    values[#values + 1] = late
    if values == lateness then most = math.max(most, client:pool():in_flight()) end
  end
end

loop.start(function()
  assert(client:login())
  loop.start(tick)
  for number = 1, tasks do
    loop.start(function() create(number) end)
  end
end)
loop.run()
client:close()
print(("created=%d first_p99=%.2f p99=%.2f worst=%.2f ticks=%d in_flight=%d"):format(created,
  percentile(first, 0.99), percentile(lateness, 0.99), percentile(lateness, 1), #lateness, most))
