--- Records of a customer that has one extension twice, or that are to give it one more.

local example = require("spec.support.example")
local json = require("openprovider.values.json")
local openprovider = require("openprovider")
local testing = require("openprovider.testing")

describe("an extension that is there twice", function()
  local client, sandbox, handle

  local function eu(email) return { name = "eu", data = { whois_email = email } } end

  before_each(function()
    local transport = testing.transport()
    sandbox = transport.sandbox
    client = openprovider.new { username = "sandbox", password = "secret", transport = transport, settle = 0 }
    handle = assert(client:create_customer(example.customer()))
    assert(client:request("PUT", "/customers/" .. handle, nil, {
      extension_additional_data = { eu "a@example.com", eu "b@example.com",
        { name = "us", data = { nexus_category = "C11" } } },
    }))
  end)

  local function puts()
    return sandbox:counters().by_route["PUT /customers/{handle}"] or 0
  end

  local EDITS = {
    ["taken out"] = function(list) table.remove(list, 2) end,
    ["swapped"] = function(list) list[1], list[2] = list[2], list[1] end,
    ["edited"] = function(list) list[1].data.whois_email = "new@example.com" end,
    ["added to"] = function(list) list[#list + 1] = eu "c@example.com" end,
    ["given once more in capitals"] = function(list)
      list[#list + 1] = { name = "US", data = { nexus_category = "C12" } }
    end,
  }

  local CALLS = {
    save_customer = function(record, opts) return client:save_customer(record, opts) end,
    update_customer = function(record, opts) return client:update_customer(handle, record, opts) end,
  }

  for title, edit in pairs(EDITS) do
    for name, call in pairs(CALLS) do
      it("is not written by " .. name .. " where it is " .. title .. ", as nobody can tell which is meant", function()
        for _, is_copy in ipairs({ false, true }) do
          local record, before = client:get_customer(handle), client:get_customer(handle)
          if is_copy then record = json.decode(json.encode(record)) end
          edit(record.extension_additional_data)
          -- update_customer takes nothing away: what is left out is no change.
          if not (name == "update_customer" and title == "taken out") then
            for _, opts in ipairs({ {}, { dry_run = true } }) do
              local ok, err = call(record, opts)
              assert.same({ nil, "protocol", "not_sent", 1 }, { ok, err.kind, err.outcome, puts() })
              assert.is_truthy(err.message:find("more than once", 1, true), err.message)
            end
          end
          assert.same(before, (client:get_customer(handle)))
        end
      end)
    end
  end

  it("stays where other members and extensions are changed", function()
    local record = client:get_customer(handle)
    record.email, record.extension_additional_data[3].data.nexus_category = "new@example.com", "C12"
    assert.is_true((client:save_customer(record)))
    local now = client:get_customer(handle)
    assert.same({ "new@example.com", record.extension_additional_data }, { now.email, now.extension_additional_data })
  end)

  it("can be cleared with all others", function()
    local record = client:get_customer(handle)
    record.extension_additional_data = nil
    assert.is_true((client:save_customer(record)))
    assert.is_nil(client:get_customer(handle).extension_additional_data)
  end)
end)
