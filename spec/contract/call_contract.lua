--- Every operation of the API by its name, with every parameter that the contract gives it.

local example = require("spec.support.example")
local list = require("openprovider.api.operations.list")
local names_in = require("openprovider.values.names_in")
local contract = require("spec.contract.prism")

-- Values for types, and for members that take only some texts.
local VALUES = { string = "x", integer = 7, number = 1.5, boolean = true, object = { x = "y" } }
local TEXTS = { company_size = "BETWEEN_1_AND_10", industry = "WEB_HOSTING" }

local function value_of(shape, name)
  if type(shape) == "string" then return shape == "string" and TEXTS[name] or VALUES[shape] end
  if shape[1] then return { value_of(shape[1], name) } end
  local made = {}
  for member, its in pairs(shape) do made[member] = value_of(its, member) end
  return made
end

-- What the specs' contract requires of customers.
local CUSTOMERS = { CreateCustomer = true, UpdateCustomer = true }

local function parameters_of(name, operation)
  local given = {}
  for _, place in ipairs({ "in_query", "in_body", "in_path" }) do
    for parameter, shape in pairs(operation[place] or {}) do given[parameter] = value_of(shape, parameter) end
  end
  if CUSTOMERS[name] then
    local customer = example.customer()
    for parameter in pairs(operation.in_body) do given[parameter] = customer[parameter] end
  end
  return given
end

describe("by its name, on the contract,", function()
  local prism, client

  setup(function() prism = contract.start() end)
  teardown(function() prism:stop() end)
  before_each(function()
    prism:reset()
    client = prism:client()
  end)
  after_each(function() client:close() end)

  -- The contract's own examples of answers do not always fit it, so what is sent is judged alone.
  for _, name in ipairs(names_in({ list })) do
    it(name .. " sends what the contract has", function()
      client:call(name, parameters_of(name, list[name]))
      assert.equal(1, #prism.pending)
      local sent = prism.pending[1]
      assert.is_not.equal(422, sent.status, sent.violations)
      local verdict = prism:judge({ method = sent.method, url = sent.url, headers = sent.headers, body = sent.body })
      assert.same({ operation = name, problems = {} }, verdict)
    end)
  end
end)
