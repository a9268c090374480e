--- The shapes of public functions. A wrong type and an unknown option are mistakes in the program: they raise, at the
--- line that made the call. Everything else is `nil, err`, or where there is an iterator once `false, nil, err`.

local example = require("spec.support.example")
local openprovider = require("openprovider")
local testing = require("openprovider.testing")

local unpack = require("openprovider.values.unpack")

local HANDLE = "CV000001-NL"

local function customer() return example.customer() end
local function nothing() end

-- Of each function: `good`, arguments that it takes; `types`, for each argument values of wrong types; `options`, for
-- the last one a wrong type for each option; `wrong`, arguments with a value that cannot be; `is_offline`: it sends
-- nothing.
local CASES = {
  create_customer = { good = { customer() }, types = { { 5, "x", false }, { 5, "x", true } },
    options = { allow_unknown = 1, reference = 5, settle = "10", timeout = "5" }, wrong = { {} } },
  create_customers = { good = { {} }, types = { { 5, "x", { handle = "x" } }, { 5, "x" } },
    options = { concurrency = "2", reference = "order-1", expected = "3", stop_when = true, on_progress = 1,
      journal = 5, allow_unknown = 1, settle = {}, timeout = "5", raise = 1 },
    wrong = { {}, { concurrency = 0 } }, is_iterator = true, is_offline = true },
  ensure_customer = { good = { customer() }, types = { { 5, "x" }, { 5, true } },
    options = { allow_unknown = 1, timeout = "5" },
    wrong = { {} } },
  get_customer = { good = { HANDLE }, types = { { 5, {}, false }, { 5, true } },
    options = { raw = 1, with_additional_data = "no", timeout = "5" }, wrong = { "a/b" } },
  list_customers = { good = { {} }, types = { { 5, "x" }, { 5, true } }, options = { raw = 1, timeout = "5" },
    wrong = { { email = "x" } } },
  customers = { good = { {} }, types = { { 5, "x" }, { 5, true } }, options = { raw = 1, raise = 1, timeout = "5" },
    wrong = { { limit = 5 } }, is_iterator = true },
  domains_of = { good = { HANDLE }, types = { { 5, {}, false }, { 5, true } }, options = { raise = 1, timeout = "5" },
    wrong = { "a/b" }, is_iterator = true },
  clone_customer = { good = { HANDLE, {} }, types = { { 5, {}, false }, { 5, "x" }, { 5, true } },
    options = { allow_unknown = 1, dry_run = 1, reference = 5, settle = "10", timeout = "5" }, wrong = { "a/b", {} } },
  replace_handle = { good = { HANDLE, "CV000002-NL" }, types = { { 5, {} }, { 5, {} }, { 5, true } },
    options = { allow_fees = 1, auth_codes = 1, concurrency = "8", dry_run = 1, journal = 5, max_fee = "5",
      on_progress = 1, settle = {}, timeout = "5" },
    wrong = { HANDLE, HANDLE } },
  rename_customer = { good = { HANDLE, {} }, types = { { 5, {} }, { 5, "x" }, { 5, true } },
    options = { allow_fees = 1, auth_codes = 1, concurrency = "8", dry_run = 1, journal = 5, max_fee = "5",
      on_progress = 1, settle = "10", timeout = "5", allow_unknown = 1, delete_old = 1, reference = 5 },
    wrong = { "a/b", {} } },
  update_customer = { good = { HANDLE, {} }, types = { { 5, {} }, { 5, "x" }, { 5, true } },
    options = { allow_unknown = 1, confirm = 1, dry_run = 1, timeout = "5" }, wrong = { "a/b", {} } },
  save_customer = { good = { { handle = HANDLE, version = "1:0.0.0.0.0.0.0.0.0.0.0.0" } },
    types = { { 5, "x" }, { 5, true } }, options = { confirm = 1, dry_run = 1, timeout = "5" }, wrong = { {} } },
  delete_customer = { good = { HANDLE }, types = { { 5, {} }, { 5, true } },
    options = { only_if = true, timeout = "5" }, wrong = { "" } },
  find_customer = { good = { { email = "jan@example.com" } }, types = { { 5, "x" }, { 5, true } },
    options = { timeout = "5" }, wrong = { {} } },
  check_customer = { good = { customer() }, types = { { 5, "x" }, { 5, true } },
    options = { mode = 5, allow_unknown = 1, tld = 5 }, wrong = { customer(), { mode = "delete" } },
    is_offline = true },
  check_for_tld = { good = { customer(), "eu" }, types = { { 5, "x" }, { 5, {} }, { 5, true } },
    options = { domain_name = 5, allow_unknown = 1, timeout = "5" }, wrong = { customer(), "a b" } },
  customer_requirements = { good = { "eu" }, types = { { 5, {} }, { 5, true } },
    options = { domain_name = {}, timeout = "5" },
    wrong = { "eu", { domain_name = "a.b" } } },
  start_email_verification = { good = { { email = "jan@example.com" } }, types = { { 5, "x" }, { 5, true } },
    options = { timeout = "5" }, wrong = { {} } },
  restart_email_verification = { good = { { email = "jan@example.com" } }, types = { { 5, "x" }, { 5, true } },
    options = { timeout = "5" }, wrong = { {} } },
  email_verifications = { good = { {} }, types = { { 5, "x" }, { 5, true } },
    options = { timeout = "5" }, wrong = { { email = 5 } } },
  list_tags = { good = { {} }, types = { { 5, "x" }, { 5, true } },
    options = { timeout = "5" }, wrong = { { key = "x" } } },
  create_tag = { good = { "VIP" }, types = { { 5, true }, { 5, true } }, options = { timeout = "5" }, wrong = { "" } },
  delete_tag = { good = { "VIP" }, types = { { 5, true }, { 5, true } }, options = { timeout = "5" }, wrong = { {} } },
  request = { good = { "GET", "/tags", {}, {} }, types = { { 5, {} }, { 5, {} }, { 5, "x" }, { 5, "x" }, { 5, true } },
    options = { timeout = "5" }, wrong = { "get", "/tags" } },
  call = { good = { "GetTld", { name = "nl" } }, types = { { 5, {} }, { 5, "x" }, { 5, true } },
    options = { allow_unknown = 1, timeout = "5" }, wrong = { "GetDoman" } },
  concurrently = { good = { 1, {}, nothing }, types = { { "1", {}, 1.5 }, { 5, "x" }, { 5, {} }, { 5, true } },
    options = { deadline = "1", raise = 1 }, wrong = { 0, {}, nothing }, is_iterator = true,
    is_offline = true },
  login = { good = {}, types = { { 5, true } }, options = { timeout = "5" } },
}

local METHODS = getmetatable(openprovider.new({ transport = testing.transport() })).__index

-- A copy of arguments with another one at a place.
local function with(good, index, value)
  local copy = {}
  for place, argument in ipairs(good) do copy[place] = argument end
  copy[index] = value
  return copy
end

describe("every function", function()
  local transport, client

  before_each(function()
    transport = testing.transport()
    client = assert(openprovider.configure { username = "sandbox", password = "secret", transport = transport })
  end)

  it("of a client is here", function()
    local of_one_client, missing = { pool = true, close = true, exchange = true }, {}
    for name, value in pairs(METHODS) do
      if type(value) == "function" and not name:find("^__") and not of_one_client[name] and not CASES[name] then
        missing[#missing + 1] = name
      end
    end
    assert.same({}, missing)
  end)

  -- The error in what a function gave: after nil, or once after false and nil.
  local function failure_of(case, result, err)
    if not case.is_iterator then
      assert.is_nil(result)
      return err
    end
    local first, second, third = result()
    assert.same({ false, nil, nil }, { first, second, (result()) })
    return third
  end

  -- Calls a function in both ways, and checks that each raises here. -> what was raised
  local function raises_here(name, arguments, count)
    local line, text
    for _, call in ipairs({
      function()
        line = debug.getinfo(1, "l").currentline + 1
        client[name](client, unpack(arguments, 1, count))
      end,
      function()
        line = debug.getinfo(1, "l").currentline + 1
        openprovider[name](unpack(arguments, 1, count))
      end,
    }) do
      local ok, message = pcall(call)
      assert.is_false(ok, name .. " took it")
      local place
      place, text = tostring(message):match("(%S+): (bad argument.*)$")
      assert.equal("spec/unit/shapes_spec.lua:" .. line, place and place:gsub("^%./", ""), tostring(message))
    end
    assert.equal(0, transport.sandbox:counters().requests)
    return text
  end

  for name, case in pairs(CASES) do
    it("raises for arguments of wrong types: " .. name, function()
      for index, values in ipairs(case.types) do
        for _, value in ipairs(values) do
          local arguments = with(case.good, index, value)
          local count = math.max(index, #case.good)
          local text = raises_here(name, arguments, count)
          assert.is_truthy(text:find(("bad argument #%d to '%s'"):format(index, name), 1, true), text)
        end
      end
    end)

    if case.options then
      it("raises for an unknown option, and for one of a wrong type: " .. name, function()
        local index = #case.types
        local text = raises_here(name, with(case.good, index, { no_such_option = true }), index)
        assert.is_truthy(text:find('unknown option "no_such_option"', 1, true), text)
        for option, value in pairs(case.options) do
          text = raises_here(name, with(case.good, index, { [option] = value }), index)
          assert.is_truthy(text:find("option " .. option .. " must be ", 1, true), text)
        end
      end)
    end

    it("raises if it is called with a dot where a colon belongs, and the other way round: " .. name, function()
      local line
      for text, call in pairs({
        [("%s is called with a colon: client:%s(...)"):format(name, name)] = function()
          line = debug.getinfo(1, "l").currentline + 1
          client[name](unpack(case.good))
        end,
        [("%s is called with a dot: openprovider.%s(...)"):format(name, name)] = function()
          line = debug.getinfo(1, "l").currentline + 1
          openprovider[name](openprovider, unpack(case.good))
        end,
      }) do
        local ok, message = pcall(call)
        assert.same({ false, ("spec/unit/shapes_spec.lua:%d: %s"):format(line, text) },
          { ok, (message:gsub("^%./", "")) })
      end
      assert.equal(0, transport.sandbox:counters().requests)
    end)

    if case.is_iterator then
      it("raises the error of the whole if it is told to: " .. name, function()
        local arguments = with(case.wrong, #case.types, { raise = true, concurrency = case.wrong[2] and 0 })
        if name ~= "create_customers" then arguments[#case.types].concurrency = nil end
        for _, call in ipairs({
          function() return client[name](client, unpack(arguments, 1, #case.types)) end,
          function() return openprovider[name](unpack(arguments, 1, #case.types)) end,
        }) do
          local ok, err = pcall(call())
          assert.is_false(ok)
          assert.is_truthy(err.kind == "invalid" or err.kind == "config", tostring(err))
        end
      end)
    end

    if case.wrong then
      it("gives an error for a value that cannot be: " .. name, function()
        for _, call in ipairs({
          function() return client[name](client, unpack(case.wrong)) end,
          function() return openprovider[name](unpack(case.wrong)) end,
        }) do
          local err = failure_of(case, call())
          assert.is_truthy(err.kind == "invalid" or err.kind == "config", tostring(err))
          assert.equal("not_sent", err.outcome)
        end
        assert.equal(0, transport.sandbox:counters().requests)
      end)
    end

    if not case.is_offline then
      it("gives the API's error: " .. name, function()
        transport.perform = function() return { status = 500, headers = {}, body = '{"code":10005}' } end
        assert.equal("auth", failure_of(case, client[name](client, unpack(case.good))).kind)
      end)
    end
  end

  it("that makes a client raises for what is no table, and gives an error for anything else", function()
    for _, name in ipairs({ "new", "configure" }) do
      local line
      local ok, message = pcall(function()
        line = debug.getinfo(1, "l").currentline + 1
        openprovider[name]("secret")
      end)
      assert.is_false(ok)
      assert.is_truthy(message:find(("shapes_spec.lua:%d: bad argument #1 to '%s' (table expected, got string)")
        :format(line, name), 1, true), message)
      for _, options in ipairs({ { usename = "x" }, { timeout = "1" }, { timeout = -1 }, { base_url = "x" } }) do
        local made, err = openprovider[name](options)
        assert.same({ nil, "config", "not_sent" }, { made, err.kind, err.outcome })
      end
    end
  end)
end)
