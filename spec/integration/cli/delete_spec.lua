-- The question before a delete, and an edit of what `get` printed.
local command_line = require("spec.support.command_line")
local json = require("dkjson")
local obstacles = require("spec.support.obstacles")
local typed = require("spec.support.typed")

local has = command_line.has

describe("delete", function()
  local cli = command_line.for_specs { login_limit = false }

  before_each(function()
    for _ = 1, 2 do cli:customer(dofile("examples/customer.lua")) end
  end)

  -- -> status, seen, how many customers are left
  local function answered(arguments, answer, question)
    local terminal = typed(cli, cli:command(arguments))
    terminal:await(question .. " [y/N] ")
    terminal:type(answer)
    local status, seen = terminal:wait()
    return status, seen, #cli.server:handles()
  end

  it("shows the customer's name on a terminal and asks; only y or yes deletes", function()
    if obstacles.terminal() then return pending(obstacles.terminal()) end
    for _, answer in ipairs({ "\n", "n\n", "yess\n", "\4" }) do
      local status, seen, left = answered("delete JD000001-NL", answer, "delete this customer?")
      assert.same({ 1, 2 }, { status, left })
      has(seen, "JD000001-NL: Jan van Dijk, Example BV, jan@example.com")
      has(seen, "nothing was deleted")
    end
    assert.same({ 0, 1 }, { answered("delete JD000001-NL", "y\n", "delete this customer?"), #cli.server:handles() })
    local status, seen, left = answered("delete JD000002-NL XX000009-NL", "YES \n", "delete this customer?")
    assert.same({ 3, 0 }, { status, left })
    has(seen, "XX000009-NL: ")
    has(seen, "JD000002-NL: deleted")
  end)

  it("does not ask about what does not exist", function()
    if obstacles.terminal() then return pending(obstacles.terminal()) end
    local status, seen = cli:on_terminal("delete XX000009-NL XX000010-NL")
    assert.equal(3, status)
    has(seen, "XX000009-NL: ")
    assert.is_nil(seen:find("[y/N]", 1, true), seen)
  end)

  it("deletes nothing after a Ctrl-C at the question", function()
    if obstacles.terminal() then return pending(obstacles.terminal()) end
    local status, _, left = answered("delete JD000001-NL", "\3", "delete this customer?")
    assert.same({ 130, 2 }, { status, left })
  end)

  it("does not ask with --yes, nor without a terminal", function()
    if obstacles.terminal() then return pending(obstacles.terminal()) end
    local status, seen = cli:on_terminal("delete --yes JD000001-NL")
    assert.equal(0, status)
    assert.is_nil(seen:find("[y/N]", 1, true))
    local out
    status, out = cli:run("delete JD000002-NL --json")
    assert.same({ 0, '{"handle":"JD000002-NL","deleted":true}\n' }, { status, out })
  end)
end)

describe("what get prints, edited", function()
  local cli = command_line.for_specs {}

  it("goes into update as it is; --dry-run shows the differences as lines or JSON", function()
    assert.equal(0, (cli:run("create examples/customer.json")))
    local status, out, err = cli:shell([[
      openprovider get JD000001-NL > jan.json
      openprovider update JD000001-NL jan.json
      sed -i s/jan@example.com/jan@example.org/ jan.json
      openprovider update JD000001-NL jan.json --dry-run
      openprovider update JD000001-NL jan.json --dry-run --json
      openprovider update JD000001-NL jan.json --json]])
    assert.equal(0, status, err)
    has(err, "JD000001-NL: nothing to change\n")
    local lines = {}
    for line in out:gmatch("[^\n]+") do lines[#lines + 1] = line end
    assert.equal('JD000001-NL: email: "jan@example.com" -> "jan@example.org"', lines[1])
    local difference = { path = "email", given = "jan@example.org", stored = "jan@example.com" }
    assert.same({ handle = "JD000001-NL", updated = false, differences = { difference } }, (json.decode(lines[2])))
    assert.is_true(json.decode(lines[3]).updated)
    assert.equal("jan@example.org", cli.server:record("JD000001-NL").email)
  end)

  it("is what create --dry-run shows would be sent, without credentials and with the reference", function()
    local nobody = { variables = { USERNAME = false, PASSWORD = false, BASE_URL = false } }
    local status, out, err = cli:run("create examples/customer.json --dry-run --reference order-1", nobody)
    assert.equal(0, status, err)
    local sent = assert(json.decode(out))
    assert.equal("Example BV", sent.company_name)
    has(sent.comments, "{openprovider-ref:order-1}")
    has(err, "this would be sent; nothing was sent")
    assert.same({ "+31", "10", "1234567" },
      { sent.phone.country_code, sent.phone.area_code, sent.phone.subscriber_number })
    assert.equal(0, cli.server:counters().arrived)
    status, out, err = cli:run("create --dry-run " .. cli:file("wrong.json", { email = "nobody" }), nobody)
    assert.same({ 1, "" }, { status, out })
    has(err, "wrong.json: error: ")
  end)
end)
