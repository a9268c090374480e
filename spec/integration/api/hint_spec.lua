--- A field that the API refuses, and of which the check had warned: the warning stands in the error.

local command_line = require("spec.support.command_line")
local customer_rows = require("spec.support.customer_rows")
local example = require("spec.support.example")
local sandbox_server = require("spec.sandbox.server")

local has = command_line.has

-- Changes of a customer that the check takes with a warning, and the API does not take.
local REFUSED = {
  { { ["address.zipcode"] = "nonsense" }, "address.zipcode", 116, 'in NL the API wants "3032 AC"' },
  { { ["address.zipcode"] = "12345678", ["address.country"] = "DE" }, "address.zipcode", 116,
    '"12345678" may be refused: in DE the API wants "10115"' },
  { { ["address.zipcode"] = "SW", ["address.country"] = "GB" }, "address.zipcode", 116,
    'in GB the API wants "SW1A 1AA"' },
  { { ["address.zipcode"] = ("1"):rep(17) }, "address.zipcode", 116, "registries may refuse more than 16; " },
  { { ["address.number"] = "Haus 3" }, "address.number", 113,
    '"Haus 3" is not a number; what follows the number belongs in suffix' },
}

describe("the error of a field that the API refused", function()
  local server, client

  setup(function() server = sandbox_server.start() end)
  teardown(function() server:stop() end)
  before_each(function()
    server:reset()
    client = server:client()
  end)
  after_each(function() client:close() end)

  local function hints(err, case)
    assert.same({ "rejected", case[2], case[3] }, { err.kind, err.field, err.code })
    has(err.hint, case[4])
    has(err.message, "; the check had warned: " .. err.hint)
    has(err:by_field()[case[2]][1].message, case[4])
  end

  it("says what the check had warned of, in a create", function()
    for _, case in ipairs(REFUSED) do
      hints(select(2, client:create_customer(example.customer(case[1]))), case)
      hints(select(2, client:create_customer(example.customer(case[1]), { reference = "hint" })), case)
    end
  end)

  it("says it in ensure_customer, and for each customer of a list", function()
    local customers = {}
    for index, case in ipairs(REFUSED) do
      hints(select(2, client:ensure_customer(example.customer(case[1]))), case)
      customers[index] = example.customer(case[1])
    end
    local count = 0
    for key, _, err in client:create_customers(customers) do
      hints(err, REFUSED[key])
      count = count + 1
    end
    assert.equal(#REFUSED, count)
  end)

  it("says it in an update", function()
    local handle = assert(client:create_customer(example.customer()))
    for _, case in ipairs(REFUSED) do
      local changes = { address = {} }
      for path, value in pairs(case[1]) do changes.address[path:match("[a-z]+$")] = value end
      hints(select(2, client:update_customer(handle, changes)), case)
    end
  end)

  it("has no hint where the check had nothing to say", function()
    local _, err = client:create_customer(example.customer { ["address.street"] = "???" })
    assert.same({ "address.street", 111 }, { err.field, err.code })
    assert.is_nil(err.hint)
    _, err = client:create_customer(example.customer { ["address.street"] = "???", ["address.number"] = "Haus 3" })
    assert.is_nil(err.hint)
  end)
end)

describe("an import of a row that the API refuses", function()
  local cli = command_line.for_specs { login_limit = false }

  it("says what the check had warned of", function()
    local path = cli:file("c.csv", customer_rows.HEADER .. customer_rows.row(1, { [6] = "nonsense" }))
    assert.equal(1, (cli:run(("import --map key= --report %s --settle 0.1 %s"):format(cli:path_of("r.csv"), path))))
    local report = cli:contents("r.csv")
    has(report, "the check had warned: ")
    has(report, "in NL the API wants")
  end)
end)
